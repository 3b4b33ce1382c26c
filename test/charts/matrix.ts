/** Installations as people make them; what must hold of the chart holds for each. */
const everySetting = {
  replicas: 2,
  fullnameOverride: 'detector',
  imagePullSecrets: [{ name: 'registry' }],
  store: { type: 'redis', redis: { url: 'redis+sentinel://a.infra:26379,b.infra:26379/primary', existingSecret: 'redis' } },
  slack: { existingSecret: 'slack', httpService: true },
  configuration: {
    slack: { channels: [{ name: 'shop-incidents', namespaces: ['shop'] }] },
    receivers: [
      { name: 'hook', type: 'webhook', url: 'https://hooks.example.com:8443/in', secretFile: '/etc/x', namespaces: ['*'] },
      { name: 'mail', type: 'email', host: 'smtp.example.com', from: 'a@example.com', to: ['b@example.com'], namespaces: ['*'] },
    ],
    heartbeat: { url: 'https://beat.example.com/x', everySeconds: 60 },
    inlets: [{ name: 'pipeline', tokenFile: '/etc/logdetector/inlets/pipeline/token', namespaces: ['shop'] }],
  },
  receiverSecrets: ['hook'],
  inlets: { enabled: true, secrets: ['pipeline'] },
  traces: { endpoint: 'http://otel-collector.observability:4318' },
  redactionSecret: 'salt',
  customCa: { configMap: 'trust', key: 'bundle.pem' },
  proxy: { http: 'http://proxy.infra:3128', https: 'http://proxy.infra:3128', noProxy: ['.corp'] },
  operator: {
    extraEnv: [{ name: 'A', value: 'b' }],
    extraEnvFrom: [{ secretRef: { name: 'more' } }],
    extraVolumeMounts: [{ name: 'more', mountPath: '/more' }],
  },
  bot: {
    extraEnv: [{ name: 'A', value: 'b' }],
    extraEnvFrom: [{ configMapRef: { name: 'more' } }],
    extraVolumeMounts: [{ name: 'more', mountPath: '/more' }],
  },
  extraVolumes: [{ name: 'more', emptyDir: {} }],
  serviceAccount: { annotations: { 'example.com/role': 'reader' } },
  metrics: {
    serviceMonitor: { enabled: true, labels: { release: 'prometheus' } },
    prometheusRule: { enabled: true, runbookUrl: 'https://docs.example.com/runbooks' },
    grafanaDashboard: { enabled: true, annotations: { grafana_folder: 'Platform' } },
  },
  networkPolicy: {
    enabled: true,
    metricsFrom: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
    apiServerCidrs: ['10.96.0.1/32'],
    extraEgress: [{ ports: [{ port: 9093, protocol: 'TCP' }] }],
  },
  podAnnotations: { 'example.com/a': 'b' },
  podLabels: { team: 'platform' },
  priorityClassName: 'system-cluster-critical',
  nodeSelector: { 'kubernetes.io/os': 'linux' },
  tolerations: [{ key: 'infra', operator: 'Exists', effect: 'NoSchedule' }],
  affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } },
};

export const installations: Readonly<Record<string, object>> = {
  'the defaults': {},
  'with the CRD': { crds: { install: true } },
  'one namespace, Roles only': { scope: 'namespace' },
  'two namespaces, no ConfigMaps': { scope: 'namespace', watchNamespaces: ['shop', 'bank'], evidence: { configMaps: false } },
  'for a trial, without a volume': { store: { sqlite: { persistence: { enabled: false } } } },
  'a claim that exists': { store: { sqlite: { persistence: { existingClaim: 'models' } } } },
  'asked from terminals': {
    dashboard: { enabled: true, askers: [{ kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name: 'shop-team' }] },
    configuration: { dashboard: { kubeconfig: {}, kubernetes: {} } },
  },
  'rights granted by somebody else': { rbac: { create: false }, serviceAccount: { create: false, name: 'given' } },
  'a dashboard in a closed network': {
    scope: 'namespace',
    dashboard: { enabled: true, secrets: ['oidc'] },
    configuration: {
      dashboard: {
        publicUrl: 'https://logs.example.com',
        kubernetes: {},
        oidc: { issuer: 'https://login.example.com:8444', clientId: 'logs' },
      },
    },
    networkPolicy: { enabled: true, dashboardFrom: [{ podSelector: { matchLabels: { app: 'ingress' } } }] },
    serviceAccount: { create: false, name: 'given' },
  },
  'remedies allowed': { remediation: { enabled: true, actions: ['UndoRollout', 'RaiseMemoryLimit', 'Restart', 'Scale', 'Cordon'] } },
  'two replicas': { replicas: 2, store: { type: 'redis', redis: { url: 'rediss://redis.infra:6380' } } },
  'every setting at once': everySetting,
};
