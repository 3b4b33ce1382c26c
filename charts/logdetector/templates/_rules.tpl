{{/* The least that the operator needs in a namespace it watches. No Secrets, no wildcard, nothing of others is written by these. docs/evidence.md says what each is for. */}}
{{- define "logdetector.rules" -}}
- { apiGroups: [""], resources: [pods, services, serviceaccounts, persistentvolumeclaims, resourcequotas, limitranges], verbs: [get, list, watch] }
{{- if .Values.evidence.configMaps }}
- { apiGroups: [""], resources: [configmaps], verbs: [get, list, watch] }
{{- end }}
- { apiGroups: [""], resources: [pods/log], verbs: [get] }
- { apiGroups: [""], resources: [events], verbs: [get, list, watch, create, patch] }
- { apiGroups: [apps], resources: [deployments, replicasets, statefulsets, daemonsets], verbs: [get, list, watch] }
- { apiGroups: [batch], resources: [jobs, cronjobs], verbs: [get, list, watch] }
- { apiGroups: [autoscaling], resources: [horizontalpodautoscalers], verbs: [get, list, watch] }
- { apiGroups: [policy], resources: [poddisruptionbudgets], verbs: [get, list, watch] }
- { apiGroups: [networking.k8s.io], resources: [ingresses, networkpolicies], verbs: [get, list, watch] }
- { apiGroups: [gateway.networking.k8s.io], resources: [httproutes], verbs: [get, list, watch] }
- { apiGroups: [networking.istio.io], resources: [virtualservices, destinationrules], verbs: [get, list, watch] }
- { apiGroups: [discovery.k8s.io], resources: [endpointslices], verbs: [get, list, watch] }
- { apiGroups: [metrics.k8s.io], resources: [pods], verbs: [get, list] }
# patch: the wishes of /logbot retrain and rollback are fields of the LogDetector.
- { apiGroups: [logdetector.dev], resources: [logdetectors], verbs: [get, list, watch, patch] }
- { apiGroups: [logdetector.dev], resources: [logdetectors/status], verbs: [get, patch] }
{{- end -}}

{{- /* What may be changed through Slack, as subresources that only RBAC knows; test/charts/changes.test.ts holds it against the commands. */}}
{{- define "logdetector.changes" -}}
{{- $kind := . -}}
{{- range $place, $change := list "assign" "describe" "merge" "mute" "page" "remedy" "retrain" "rollback" "snooze" "split" "subscribe" -}}
{{- if $place }}, {{ end }}{{ $kind }}/{{ $change }}
{{- end -}}
{{- end }}
