{{/* Parts of a pod that both the Deployment and the test use. */}}
{{- define "logdetector.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 1000
runAsGroup: 1000
fsGroup: 1000
fsGroupChangePolicy: OnRootMismatch
seccompProfile: { type: RuntimeDefault }
{{- end -}}

{{/* A token of an hour, instead of the one that Kubernetes would put into every container. */}}
{{- define "logdetector.kubernetesToken" -}}
- name: kubernetes-token
  projected:
    defaultMode: 0440
    sources:
      - serviceAccountToken: { path: token, expirationSeconds: 3607 }
      - configMap: { name: kube-root-ca.crt, items: [{ key: ca.crt, path: ca.crt }] }
      - downwardAPI: { items: [{ path: namespace, fieldRef: { fieldPath: metadata.namespace } }] }
{{- end -}}

{{- define "logdetector.customCa" -}}
{{- with .Values.customCa.configMap -}}
- name: custom-ca
  configMap: { name: {{ . }} }
{{- end -}}
{{- end -}}

{{/* Slack's tokens, each only if the Secret has it. */}}
{{- define "logdetector.slackEnv" -}}
{{- with .root.Values.slack.apiUrl -}}
- { name: SLACK_API_URL, value: {{ . | quote }} }
{{ end -}}
{{- with .secret -}}
{{- $secret := . -}}
{{- range $name, $key := dict "SLACK_BOT_TOKEN" "bot-token" "SLACK_APP_TOKEN" "app-token" "SLACK_SIGNING_SECRET" "signing-secret" -}}
- { name: {{ $name }}, valueFrom: { secretKeyRef: { name: {{ $secret }}, key: {{ $key }}, optional: true } } }
{{ end -}}
{{- end -}}
{{- end -}}

{{/*
How the world outside is reached. The API server and Redis are always reached directly; what lies in the cluster, the bot's operator among
it, never goes by the proxy.
*/}}
{{- define "logdetector.network" -}}
{{- with .Values.customCa -}}
{{- if .configMap -}}
- { name: NODE_EXTRA_CA_CERTS, value: {{ printf "/etc/logdetector/ca/%s" .key | quote }} }
{{ end -}}
{{- end -}}
{{- with .Values.proxy -}}
{{- if or .http .https -}}
- { name: NODE_USE_ENV_PROXY, value: "1" }
- { name: HTTP_PROXY, value: {{ .http | quote }} }
- { name: HTTPS_PROXY, value: {{ .https | quote }} }
- { name: NO_PROXY, value: {{ join "," (concat (list "127.0.0.1" "localhost" ".svc" ".cluster.local") .noProxy) | quote }} }
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Replicas on one node fall together; where there is one node only, they run there all the same. */}}
{{- define "logdetector.spread" -}}
{{- if .Values.topologySpreadConstraints -}}
{{- toYaml .Values.topologySpreadConstraints -}}
{{- else if gt (int .Values.replicas) 1 -}}
{{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" -}}
- topologyKey: {{ . }}
  maxSkew: 1
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels: {{- include "logdetector.selectorLabels" $ | nindent 6 }}
{{ end -}}
{{- end -}}
{{- end -}}
