{{/* Names and labels. A component is "controller" or "sidecar". */}}

{{- define "sallyport.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{/* The release's name, and the chart's unless that is in it already. */}}
{{- define "sallyport.fullname" -}}
{{- $name := include "sallyport.name" . -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "sallyport.controller" -}}{{ include "sallyport.fullname" . }}-controller{{- end -}}
{{- define "sallyport.sidecar" -}}{{ include "sallyport.fullname" . }}-sidecar{{- end -}}

{{- define "sallyport.controllerAccount" -}}
{{- default (include "sallyport.controller" .) .Values.controller.serviceAccount.name -}}
{{- end -}}
{{- define "sallyport.sidecarAccount" -}}
{{- default (include "sallyport.sidecar" .) .Values.sidecar.serviceAccount.name -}}
{{- end -}}

{{- define "sallyport.labels" -}}
{{- $ours := dict
  "helm.sh/chart" (printf "%s-%s" .Chart.Name (replace "+" "_" .Chart.Version))
  "app.kubernetes.io/name" (include "sallyport.name" .)
  "app.kubernetes.io/instance" .Release.Name
  "app.kubernetes.io/version" .Chart.AppVersion
  "app.kubernetes.io/part-of" "sallyport"
  "app.kubernetes.io/managed-by" .Release.Service -}}
{{- merge $ours .Values.commonLabels | toYaml -}}
{{- end -}}

{{/*
Labels that select the pods of a component. They are those of manifests/, without the release, so
that what was installed from there can be taken over: a selector can never be changed.
*/}}
{{- define "sallyport.controllerSelector" -}}
app.kubernetes.io/name: {{ include "sallyport.name" . }}
app.kubernetes.io/component: controller
{{- end -}}
{{- define "sallyport.sidecarSelector" -}}
app.kubernetes.io/name: {{ include "sallyport.name" . }}
app.kubernetes.io/component: sidecar
{{- end -}}

{{- define "sallyport.image" -}}
{{- with .Values.image -}}
{{- with .registry }}{{ . }}/{{ end }}{{ .repository -}}
{{- if .digest }}@{{ .digest }}{{ else }}:{{ default $.Chart.AppVersion .tag }}{{ end -}}
{{- end -}}
{{- end -}}
