{{- define "logdetector.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* Replicas of one release take turns; two releases in one namespace are none of each other's business. */}}
{{- define "logdetector.lease" -}}
{{ include "logdetector.fullname" . }}-leader
{{- end -}}

{{- define "logdetector.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "logdetector.labels" -}}
{{ include "logdetector.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "logdetector.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}

{{/* Namespaces that the operator watches with scope namespace. */}}
{{- define "logdetector.namespaces" -}}
{{- join "," (.Values.watchNamespaces | default (list .Release.Namespace)) -}}
{{- end -}}

{{- define "logdetector.securityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities: { drop: [ALL] }
{{- end -}}

{{/* What cannot work is refused before anything is installed. */}}
{{- define "logdetector.check" -}}
{{- if and (gt (int .Values.replicas) 1) (ne .Values.store.type "redis") -}}
{{- fail "replicas must be 1 with store.type sqlite, because a SQLite file has one writer; set store.type redis and store.redis.url for more" -}}
{{- end -}}
{{- if and (eq .Values.store.type "redis") (not .Values.store.redis.url) -}}
{{- fail "store.redis.url must be set with store.type redis, such as redis://redis.infra:6379" -}}
{{- end -}}
{{- if and (eq .Values.scope "cluster") .Values.watchNamespaces -}}
{{- fail "watchNamespaces must be empty with scope cluster; set scope namespace to watch only those" -}}
{{- end -}}
{{- end -}}
