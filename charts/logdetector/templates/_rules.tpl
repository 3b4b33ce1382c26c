{{/* The least that the operator needs in a namespace it watches. No Secrets, no wildcard, nothing of others is ever written. */}}
{{- define "logdetector.rules" -}}
- { apiGroups: [""], resources: [pods, services], verbs: [get, list, watch] }
- { apiGroups: [""], resources: [pods/log], verbs: [get] }
- { apiGroups: [""], resources: [events], verbs: [get, list, watch, create, patch] }
- { apiGroups: [apps], resources: [deployments, replicasets, statefulsets, daemonsets], verbs: [get, list, watch] }
- { apiGroups: [batch], resources: [jobs, cronjobs], verbs: [get, list, watch] }
- { apiGroups: [metrics.k8s.io], resources: [pods], verbs: [get, list] }
# patch: the wishes of /logbot retrain and rollback are fields of the LogDetector.
- { apiGroups: [logdetector.dev], resources: [logdetectors], verbs: [get, list, watch, patch] }
- { apiGroups: [logdetector.dev], resources: [logdetectors/status], verbs: [get, patch] }
{{- end -}}
