{{/*
The pod of a component: dict "root", "name" (the component), "selector" (its labels as text),
"account", "values" (its part of the values), "flags" (list), "ports" (dict of name and number),
"words" (list, of the command before the flags), "env" (list, of more environment variables).
*/}}
{{- define "sallyport.pod" -}}
{{- $values := .values -}}
metadata:
  {{- with $values.podAnnotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  labels:
    {{- merge (fromYaml .selector) $values.podLabels .root.Values.commonLabels | toYaml | nindent 4 }}
spec:
  serviceAccountName: {{ .account }}
  terminationGracePeriodSeconds: {{ $values.terminationGracePeriodSeconds }}
  {{- with .root.Values.imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $values.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  {{- if eq (toString .root.Values.hostUsers) "false" }}
  hostUsers: false
  {{- end }}
  {{- with $values.dnsPolicy }}
  dnsPolicy: {{ . }}
  {{- end }}
  {{- with $values.dnsConfig }}
  dnsConfig:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $values.hostAliases }}
  hostAliases:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- $openshift := .root.Capabilities.APIVersions.Has "security.openshift.io/v1" }}
  {{- with ternary (omit .root.Values.podSecurityContext "runAsUser" "fsGroup") .root.Values.podSecurityContext $openshift }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $values.topologySpreadConstraints }}
  topologySpreadConstraints:
    {{- $selector := dict "labelSelector" (dict "matchLabels" (fromYaml $.selector)) }}
    {{- range . }}
    - {{ merge (deepCopy .) $selector | toYaml | nindent 6 | trim }}
    {{- end }}
  {{- end }}
  containers:
    - name: {{ .name }}
      image: {{ include "sallyport.image" .root | quote }}
      imagePullPolicy: {{ .root.Values.image.pullPolicy }}
      command: [sallyport-{{ .name }}]
      args:
        {{- range .words }}
        - {{ . }}
        {{- end }}
        {{- include "sallyport.flags" . | nindent 8 }}
      env:
        - name: POD_NAMESPACE
          valueFrom:
            fieldRef: {fieldPath: metadata.namespace}
        {{- with .env }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
        {{- with $values.extraEnv }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- with .ports }}
      ports:
        {{- range $name, $number := . }}
        - name: {{ $name }}
          containerPort: {{ $number }}
        {{- end }}
      livenessProbe:
        httpGet: {path: /healthz, port: admin}
      readinessProbe:
        httpGet: {path: /readyz{{ if eq $.name "sidecar" }}/current{{ end }}, port: admin}
        periodSeconds: 1
      {{- end }}
      {{- with $values.drainSeconds }}
      # Whoever still has the old list of endpoints is answered meanwhile.
      lifecycle:
        preStop:
          sleep: {seconds: {{ . }}}
      {{- end }}
      {{- with $values.resources }}
      resources:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .root.Values.securityContext }}
      securityContext:
        {{- toYaml . | nindent 8 }}
      {{- end }}
{{- end -}}

{{/* The controller's flags, as a list. */}}
{{- define "sallyport.controllerFlags" -}}
- --system-namespace=$(POD_NAMESPACE)
- --sidecar-service={{ include "sallyport.sidecar" . }}
- --log-level={{ .Values.logLevel }}
- --workers={{ int .Values.controller.workers }}
- --answer-grace={{ int .Values.controller.answerGrace }}
{{- with .Values.watchNamespaces }}
- --watch-namespaces={{ join "," . }}
{{- end }}
{{- with .Values.annotations }}
{{- if not .enabled }}
- --annotations=false
{{- end }}
{{- with .certManager }}
- --cert-manager-annotations={{ join "," . }}
{{- end }}
{{- end }}
{{- if .Values.editIngresses }}
- --edit-ingresses=true
{{- end }}
{{- /* A release of an older chart, with --reuse-values, has no such part. */ -}}
{{- with (.Values.fence).denyAddresses }}
- --deny-addresses={{ join "," . }}
{{- end }}
{{- end -}}

{{/*
The environment variables that say through which proxy CAs are asked, as a list. A release of an
older chart, with --reuse-values, has no such part.
*/}}
{{- define "sallyport.proxyEnv" -}}
{{- $proxy := .Values.proxy | default dict -}}
{{- range $name, $value := dict "HTTPS_PROXY" $proxy.https "NO_PROXY" ($proxy.noProxy | default list | join ",") }}
{{- if $value }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- else if $proxy.existingSecret }}
- name: {{ $name }}
  valueFrom:
    secretKeyRef: {name: {{ $proxy.existingSecret }}, key: {{ $name }}, optional: {{ eq $name "NO_PROXY" }}}
{{- end }}
{{- end }}
{{- end -}}

{{/* The flags of a component as a list. The programs refuse to be told a setting twice. */}}
{{- define "sallyport.flags" -}}
{{- $taken := list -}}
{{- range .flags }}{{ $taken = append $taken (splitList "=" . | first) }}{{ end -}}
{{- range $flag := .values.extraArgs -}}
{{- $name := splitList "=" $flag | first -}}
{{- if has $name $taken -}}
{{- fail (printf "%s.extraArgs: %s is set by the chart already: use its own value" $.name $name) -}}
{{- end -}}
{{- $taken = append $taken $name -}}
{{- end -}}
{{- concat .flags .values.extraArgs | toYaml -}}
{{- end -}}
