{{/* Whether the cluster knows what the value asks for. */}}
{{- define "sallyport.needOperator" -}}
{{- if not (.root.Capabilities.APIVersions.Has "monitoring.coreos.com/v1") -}}
{{- fail (printf "%s: the cluster has no monitoring.coreos.com/v1: install the Prometheus operator first (for helm template: --api-versions monitoring.coreos.com/v1)" .value) -}}
{{- end -}}
{{- end -}}

{{- define "sallyport.needMonitor" -}}
{{- include "sallyport.needOperator" (dict "root" .root "value" (printf "prometheus.%s.enabled" .name)) -}}
{{- if and .root.Values.prometheus.podmonitor.enabled .root.Values.prometheus.servicemonitor.enabled -}}
{{- fail "prometheus: enable podmonitor or servicemonitor: with both, everything is counted twice" -}}
{{- end -}}
{{- end -}}

{{- define "sallyport.monitorSpec" -}}
selector:
  matchLabels:
    app.kubernetes.io/name: {{ include "sallyport.name" .root }}
{{ .endpoints }}:
  - port: metrics
    path: /metrics
    # The namespace of a Certificate's series is that of the Certificate, not that of our pod.
    honorLabels: true
    {{- with .values.interval }}
    interval: {{ . }}
    {{- end }}
{{- end -}}
