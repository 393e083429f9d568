{{/* Whether the cluster knows the monitor that is asked for: its values' name, and its kind. */}}
{{- define "sallyport.needMonitor" -}}
{{- if not (.root.Capabilities.APIVersions.Has "monitoring.coreos.com/v1") -}}
{{- fail (printf "prometheus.%s.enabled: the cluster has no monitoring.coreos.com/v1: install the Prometheus operator first (for helm template: --api-versions monitoring.coreos.com/v1)" .name) -}}
{{- end -}}
{{- if and .root.Values.prometheus.podmonitor.enabled .root.Values.prometheus.servicemonitor.enabled -}}
{{- fail "prometheus: enable podmonitor or servicemonitor: with both, everything is counted twice" -}}
{{- end -}}
{{- end -}}

{{- define "sallyport.monitorSpec" -}}
selector:
  matchLabels:
    app.kubernetes.io/name: {{ include "sallyport.name" .root }}
{{ .endpoints }}:
  - port: admin
    path: /metrics
    {{- with .values.interval }}
    interval: {{ . }}
    {{- end }}
{{- end -}}
