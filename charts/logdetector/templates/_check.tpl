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
{{- if and .Values.metrics.serviceMonitor.enabled (not .Values.metrics.service) -}}
{{- fail "metrics.service must be true with metrics.serviceMonitor.enabled, because it is the Service that is scraped" -}}
{{- end -}}
{{- if and (not .Values.serviceAccount.create) (not .Values.serviceAccount.name) -}}
{{- fail "serviceAccount.name must be set with serviceAccount.create false, such as serviceAccount.name=logdetector" -}}
{{- end -}}
{{- if ne (not .Values.inlets.enabled) (not .Values.configuration.inlets) -}}
{{- fail "inlets.enabled and configuration.inlets need each other: the one listens, the other says who may tell something" -}}
{{- end -}}
{{- $bots := list -}}
{{- range .Values.slack.workspaces }}{{ $bots = append $bots .name }}{{ end -}}
{{- $named := list -}}
{{- range .Values.configuration.workspaces }}{{ $named = append $named .name }}{{ end -}}
{{- if ne (join "," (sortAlpha $bots)) (join "," (sortAlpha $named)) -}}
{{- fail "slack.workspaces and configuration.workspaces must name the same workspaces: the one gives each a bot with its tokens, the other its channels and people" -}}
{{- end -}}
{{- include "logdetector.checkNeighbours" . -}}
{{- end -}}

{{/*
Two operators that watch the same namespaces would say and page everything twice. Of releases in one namespace Helm can see it; an
empty list of namespaces is all of them, and without a cluster (helm template) there is nobody to look at.
*/}}
{{- define "logdetector.checkNeighbours" -}}
{{- $own := eq .Values.scope "namespace" | ternary (include "logdetector.namespaces" .) "" -}}
{{- range (lookup "apps/v1" "Deployment" .Release.Namespace "").items -}}
{{- $labels := .metadata.labels | default dict -}}
{{- $neighbour := get $labels "app.kubernetes.io/instance" -}}
{{- if and (eq (get $labels "app.kubernetes.io/name") $.Chart.Name) (ne $neighbour $.Release.Name) -}}
{{- range .spec.template.spec.containers -}}
{{- range .env -}}
{{- if eq .name "LOGDETECTOR_WATCH_NAMESPACES" -}}
{{- $theirs := get . "value" | default "" -}}
{{- $shared := or (eq $own "") (eq $theirs "") -}}
{{- range splitList "," $own -}}{{- if has . (splitList "," $theirs) -}}{{- $shared = true -}}{{- end -}}{{- end -}}
{{- if $shared -}}
{{- fail (printf "release %s of this namespace watches the same namespaces and would say everything a second time; give each its own with scope namespace and watchNamespaces, or uninstall one" $neighbour) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
