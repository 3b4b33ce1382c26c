/**
 * What is watched, what each kind tells, and what is lost without the right to watch it. The sentences reach the status of a LogDetector,
 * and `docs/evidence.md` is written from them. Imports nothing.
 */
export interface EvidenceSource {
  readonly kind: string;
  readonly plural: string;
  readonly group: string;
  /** What incidents say because of it. */
  readonly tells: string;
  /** What is kept of each object in memory, where that is not nearly all of it. */
  readonly keeps?: string;
  /** What incidents lack when this may not be watched. */
  readonly lostWithout: string;
  /** Lies in no namespace: only an installation with `scope: cluster` may watch it. */
  readonly ofCluster?: true;
  /** Watched unless the administrator says otherwise. */
  readonly optional?: true;
  /** Of an extension that many clusters do not have: that it is not served is no problem. */
  readonly ofExtension?: string;
  /** What it tells is in `metadata`, and no more is asked of the API server. */
  readonly metadataOnly?: true;
  /** Kept at most: what is forgotten has been told already. */
  readonly atMost?: number;
  /** Objects a page of the first list, where one of them can be large. */
  readonly pageSize?: number;
}

/** Oldest knowledge first: owners before pods, pods before their Events. The order in which a pipeline that opens late is told. */
export const evidenceSources: readonly EvidenceSource[] = [
  {
    kind: 'Node',
    plural: 'nodes',
    group: '',
    tells: 'lost nodes, pressure, cordon, drain and taints; how much room there is',
    lostWithout: 'node failures as a common cause, and why no node fits',
    ofCluster: true,
  },
  {
    kind: 'StorageClass',
    plural: 'storageclasses',
    group: 'storage.k8s.io',
    tells: 'whether the class that a claim names exists, and when it binds',
    lostWithout: 'claims that name a StorageClass that does not exist',
    ofCluster: true,
  },
  {
    kind: 'PersistentVolume',
    plural: 'persistentvolumes',
    group: '',
    tells: 'capacity, access modes, labels, node affinity and holder of each volume',
    keeps: 'no address or path of the storage behind it',
    lostWithout: 'why a claim finds no volume: capacity, access mode, labels, or a volume that another claim holds',
    ofCluster: true,
  },
  {
    kind: 'ResourceQuota',
    plural: 'resourcequotas',
    group: '',
    tells: 'what a namespace may use and how much of it is used',
    lostWithout: 'that a quota is used up before something is refused, and how much of it is used',
  },
  {
    kind: 'LimitRange',
    plural: 'limitranges',
    group: '',
    tells: 'the bounds and defaults of requests and limits in a namespace',
    lostWithout: 'which LimitRange refuses a pod or gives it a limit that nobody wrote down',
  },
  {
    kind: 'ServiceAccount',
    plural: 'serviceaccounts',
    group: '',
    tells: 'whether the account that a pod template names exists',
    keeps: 'name and labels; only its metadata is asked of the API server',
    lostWithout: 'that a ServiceAccount is missing, other than by the words of an Event',
    metadataOnly: true,
  },
  {
    kind: 'ConfigMap',
    plural: 'configmaps',
    group: '',
    tells: 'which keys changed and when, whether it exists, and the hosts and ports that values name',
    keeps: 'of each value a hash, the hosts with their ports that it names, and the routes (path and host) of a gateway',
    lostWithout: 'changes of configuration shortly before a failure, and who depends on whom by configuration files',
    optional: true,
    // Each may have a megabyte.
    pageSize: 50,
  },
  {
    kind: 'PersistentVolumeClaim',
    plural: 'persistentvolumeclaims',
    group: '',
    tells: 'claims that wait for a volume, and what they ask for',
    lostWithout: 'what a claim asks for that no volume offers',
  },
  {
    kind: 'CronJob',
    plural: 'cronjobs',
    group: 'batch',
    tells: 'that a CronJob is rightly silent, is suspended, or has missed its runs',
    lostWithout: 'that a CronJob is rightly silent between its runs',
  },
  {
    kind: 'Job',
    plural: 'jobs',
    group: 'batch',
    tells: 'Jobs that have given up or run too long',
    lostWithout: 'failed Jobs, and that a finished one is rightly silent',
  },
  {
    kind: 'Deployment',
    plural: 'deployments',
    group: 'apps',
    tells: 'rollouts and their progress, stalls, scaling, missing replicas',
    lostWithout: 'rollouts, stalls and scaling of Deployments',
  },
  {
    kind: 'ReplicaSet',
    plural: 'replicasets',
    group: 'apps',
    tells: 'what exactly a rollout changed: image, resources, probes, command, variables (by name), volumes',
    keeps: 'hashes of variables, commands and volumes',
    lostWithout: 'what exactly a rollout changed',
  },
  {
    kind: 'StatefulSet',
    plural: 'statefulsets',
    group: 'apps',
    tells: 'rollouts and what they changed, scaling, missing replicas',
    lostWithout: 'rollouts and scaling of StatefulSets',
  },
  {
    kind: 'DaemonSet',
    plural: 'daemonsets',
    group: 'apps',
    tells: 'rollouts and what they changed, missing replicas',
    lostWithout: 'rollouts of DaemonSets',
  },
  {
    kind: 'HorizontalPodAutoscaler',
    plural: 'horizontalpodautoscalers',
    group: 'autoscaling',
    tells: 'autoscalers at their maximum, or that cannot read their metric',
    lostWithout: 'that a workload cannot scale any further',
  },
  {
    kind: 'PodDisruptionBudget',
    plural: 'poddisruptionbudgets',
    group: 'policy',
    tells: 'budgets that allow no disruption, and so hold up a drain',
    lostWithout: 'why a drain or an upgrade of nodes does not move on',
  },
  {
    kind: 'NetworkPolicy',
    plural: 'networkpolicies',
    group: 'networking.k8s.io',
    tells: 'policies that cut a call between two workloads, and when they came',
    lostWithout: 'network policies as a cause of timeouts',
  },
  {
    kind: 'Ingress',
    plural: 'ingresses',
    group: 'networking.k8s.io',
    tells: 'which workloads people see, and where each route leads',
    lostWithout: 'which workloads are seen by users behind an Ingress, and routes that lead nowhere',
  },
  {
    kind: 'HTTPRoute',
    plural: 'httproutes',
    group: 'gateway.networking.k8s.io',
    tells: 'where each route of a gateway leads',
    lostWithout: 'routes of the gateway API that lead to a wrong place',
    ofExtension: 'the Gateway API',
  },
  {
    kind: 'VirtualService',
    plural: 'virtualservices',
    group: 'networking.istio.io',
    tells: 'where each route of the mesh leads',
    lostWithout: 'routes of the mesh that lead to a wrong place',
    ofExtension: 'Istio',
  },
  {
    kind: 'DestinationRule',
    plural: 'destinationrules',
    group: 'networking.istio.io',
    tells: 'the subsets that routes of the mesh lead to',
    lostWithout: 'routes to subsets that have no pod',
    ofExtension: 'Istio',
  },
  {
    kind: 'Service',
    plural: 'services',
    group: '',
    tells: 'who depends on whom; selectors and ports that match nothing',
    lostWithout: 'who depends on whom, by the host names of Services',
  },
  {
    kind: 'EndpointSlice',
    plural: 'endpointslices',
    group: 'discovery.k8s.io',
    tells: 'Services without a ready endpoint',
    keeps: 'of each endpoint its addresses, whether it is ready and which pod it is',
    lostWithout: 'that a Service has no endpoint, for Services without a selector or with one that others fill in',
  },
  {
    kind: 'Pod',
    plural: 'pods',
    group: '',
    tells: 'restarts with exit code and signal, kills for memory, waiting containers and why, evictions, readiness, scheduling',
    keeps: 'no values of variables but hosts and ports',
    lostWithout: 'nothing works: no pod can be found and no log read',
  },
  {
    kind: 'Event',
    plural: 'events',
    group: '',
    tells: 'failed probes, image pulls, scheduling, mounts, refusals by quotas and webhooks, evictions, kills for memory on a node',
    keeps: 'of the message 2,000 characters',
    lostWithout: 'probe failures, image pull errors, scheduling failures and evictions',
    atMost: 50_000,
  },
];
