{{/* Ports that the configuration names, so that a receiver is not locked out by the policy of its own release. Apart by blanks, each once. */}}
{{- define "logdetector.outsidePorts" -}}
{{- $ports := list "443" -}}
{{- $urls := list .Values.slack.apiUrl .Values.proxy.http .Values.proxy.https -}}
{{- with .Values.configuration.heartbeat -}}{{- $urls = append $urls (.url | default "") -}}{{- end -}}
{{- with .Values.configuration.dashboard -}}{{- with .oidc -}}{{- $urls = append $urls .issuer -}}{{- end -}}{{- end -}}
{{- range .Values.configuration.receivers -}}
{{- $urls = concat $urls (list (.url | default "") (.changeUrl | default "")) -}}
{{- if eq .type "email" -}}
{{- $ports = append $ports (toString (int (.port | default 587))) -}}
{{- end -}}
{{- end -}}
{{- range compact $urls -}}
{{- $plain := hasPrefix "http://" . | ternary "80" "443" -}}
{{- $ports = append $ports (regexFind "^https?://[^/]*:[0-9]+" . | splitList ":" | last | default $plain) -}}
{{- end -}}
{{- join " " (uniq $ports) -}}
{{- end -}}

{{/* Those of the URL; behind Sentinel or in a cluster the servers themselves listen on their own. */}}
{{- define "logdetector.redisPorts" -}}
{{- $ports := list -}}
{{- range regexFindAll ":[0-9]+" .Values.store.redis.url -1 -}}{{- $ports = append $ports (trimPrefix ":" .) -}}{{- end -}}
{{- if or (not $ports) (contains "sentinel" .Values.store.redis.url) -}}{{- $ports = append $ports "6379" -}}{{- end -}}
{{- join " " (uniq $ports) -}}
{{- end -}}
