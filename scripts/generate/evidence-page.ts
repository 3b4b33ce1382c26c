/** `docs/evidence.md`: what is watched, with which permission, and what is lost without it; and what can be told from outside. */
import { evidenceSources, type EvidenceSource } from '../../operator/evidence/sources.ts';
import { table } from './table.ts';

export function evidencePage(): string {
  const rows = evidenceSources
    .toSorted(bySubject)
    .map((source) => [
      `\`${nameOf(source)}\``,
      source.tells,
      source.keeps ?? 'all that is said of it here',
      source.ofCluster ? 'ClusterRole' : 'Role or ClusterRole',
      [source.lostWithout, ...remarksOf(source)].join('. '),
    ]);
  return `# Evidence: where each fact comes from

<!-- Written by npm run generate from operator/evidence/sources.ts and scripts/generate/evidence-page.ts. Do not edit. -->

Facts are pure functions of what is delivered here (\`engine/evidence\`), so a recording (\`logbot record\`) yields the same as the cluster did. Everything kept is
bounded and redacted.

## Watched in the cluster

Each needs \`get\`, \`list\` and \`watch\`; the chart grants them, and nothing of others is written (but for remedies that somebody confirms, with roles of
their own: docs/slack.md). What may not be watched costs only what the last column
says: the condition \`Ready\` names the verb, the resource, the namespace and the loss, and a permission that is granted later is used within a minute without a
restart. With \`scope: namespace\` what needs a ClusterRole is not asked for.

${table(['kind', 'tells', 'kept of it', 'granted by', 'without it is lost'], rows)}
**Secrets are never read.** Kubernetes cannot grant the names of Secrets without their contents: who may list them, even by metadata alone, may read them. That
a Secret is missing is told by the kubelet's Event and by the reason a container waits. What is lost: that the content of a Secret changed shortly before a failure,
and that a certificate in it expires; annotate the pod template with a checksum, or tell \`POST /changes\`.

**ConfigMaps** can be left out with \`evidence.configMaps: false\`.

Also needed: \`get\` on \`pods/log\` (without it nothing is read), \`create\` and \`patch\` on \`events\` (our own words on a LogDetector).

${measured()}${told()}`;
}

function measured(): string {
  return `## Measured

${table(
  ['what', 'source', 'permission', 'without it is lost'],
  [
    [
      'memory and CPU of containers, and how long memory lasts at its present growth',
      'metrics.k8s.io (metrics-server), every 10 s',
      '`get`, `list` on `pods.metrics.k8s.io`',
      'that memory nears its limit before it is reached; kills for memory are still seen',
    ],
    ['memory and CPU of nodes', 'metrics.k8s.io', '`get`, `list` on `nodes.metrics.k8s.io` (ClusterRole)', 'how loaded a node is'],
    [
      'heartbeats of kubelets and of the scheduler',
      'Leases of kube-node-lease and kube-system, every 10 s; told only while one is overdue',
      '`get`, `list` on `leases` of kube-node-lease, `get` on kube-scheduler of kube-system (Roles there, with `scope: cluster` only)',
      'that a kubelet or the scheduler has stopped, before Kubernetes says so',
    ],
    [
      'CPU throttling, latency, error rates, saturation of anything',
      'whoever measures it, told to `/v1/metrics` below',
      'none in the cluster',
      'slowness by throttling: Kubernetes itself does not tell it',
    ],
  ],
)}
`;
}

function told(): string {
  return `## Told by others

Off by default. With \`inlets.enabled: true\` the operator listens on port 4318 (Service \`RELEASE-logdetector-inlets\`); who may tell something, and of which
namespaces, is said by \`configuration.inlets\`, each with a token in a mounted Secret:

\`\`\`sh
kubectl create secret generic pipeline -n logdetector --from-literal=token=$(openssl rand -hex 24)
helm upgrade logdetector CHART -n logdetector --reuse-values --set inlets.enabled=true --set 'inlets.secrets={pipeline}' \\
  --set-json 'configuration.inlets=[{"name":"pipeline","tokenFile":"/etc/logdetector/inlets/pipeline/token","namespaces":["shop"]}]'
\`\`\`

${table(
  ['path', 'takes', 'becomes'],
  [
    [
      '`POST /v1/logs`',
      'OTLP/HTTP in protobuf or JSON, gzip or not',
      'log lines of a LogDetector with `spec.source: Otlp` ([otlp.md](otlp.md))',
    ],
    ['`POST /v1/traces`', 'OTLP/HTTP in protobuf or JSON, gzip or not', 'spans: who calls whom, which hop fails first'],
    ['`POST /v1/metrics`', 'OTLP/HTTP in protobuf or JSON, gzip or not', 'samples; counters as growth a second, histograms as their mean'],
    [
      '`POST /api/v2/alerts`',
      "Alertmanager's webhook (version 4), or what Prometheus posts to an Alertmanager",
      'alerts, told once each, and when they are over',
    ],
    ['`POST /changes`', 'one or a list of `change`, `flag`, `rollout`, `edge`', 'changes, flags, deployments, dependencies'],
  ],
)}
Bounds: 4 MiB a body (16 MiB unpacked), 1,200 requests a minute of one address, 20,000 observations waiting. What finds no room is refused as a whole with 503
and \`Retry-After\`, as it is while this replica does not lead, and counted in \`logdetector_observations_refused_total\`; what is not used is counted with its reason in
\`logdetector_observations_ignored_total\`. What names another namespace than the token may speak of is not used; what names none goes to all of the token's. Times in
the future are taken as now; what is more than an hour old is not used.

${examples}

Alertmanager: a receiver with \`webhook_configs: [{ url: http://.../api/v2/alerts, http_config: { authorization: { credentials_file: ... } } }]\`. OpenTelemetry
collector: the exporter \`otlphttp\` with \`endpoint\` and the header \`Authorization\`; its protobuf is answered in protobuf, and at most 300,000 parts (spans, points, attributes; in JSON objects and lists) a body are taken.
Of a resource \`k8s.namespace.name\`, \`k8s.deployment.name\` (or the other controllers, else \`service.name\`), \`k8s.pod.name\`, \`k8s.container.name\` and \`k8s.node.name\` are
read; of an alert the labels \`namespace\`, \`deployment\` (or another controller, \`service\`, \`app\`), \`pod\` and \`node\`.

**An alert is somebody's word, and opens no incident by itself**, critical or not: whoever wrote it has a receiver of their own for it, and would be woken twice. It counts
as what people miss: it says whom the failure concerns and since when, makes a cause that only matters where it is missed (a Service without a way, a workload scaled to
none) surer, and is cited. Nor do spans and metrics open one: they are weighed once logs, Events or objects show a failure. What is too much by your own judgement belongs
into \`spec.slo\`, which does; with \`count: Metrics\` it counts what is told here (docs/paging.md).
`;
}

/** `test/scripts/evidence-page.test.ts` sends them. */
const examples = `\`\`\`sh
# A change, a flag, a deployment, a dependency; "at" is now where it is left out.
curl -sS http://logdetector-inlets.logdetector:4318/changes -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '[
  {"type": "change", "id": "PR-812", "title": "Shorter timeouts", "files": ["cart/config.yaml"], "diff": "- timeout: 5s\\n+ timeout: 1s", "namespace": "shop"},
  {"type": "flag", "namespace": "shop", "workload": "cart", "name": "new-checkout", "change": "on for 50 %"},
  {"type": "rollout", "namespace": "shop", "workload": "cart", "revision": "42", "image": "shop/cart:1.3", "changeId": "PR-812"},
  {"type": "edge", "namespace": "shop", "from": "cart", "to": "payments"}]'

# An alert, as Alertmanager sends it.
curl -sS http://logdetector-inlets.logdetector:4318/api/v2/alerts -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{"version": "4",
  "alerts": [{"status": "firing", "labels": {"alertname": "HighLatency", "severity": "critical", "namespace": "shop", "deployment": "cart"},
  "annotations": {"summary": "p99 above 2 s"}, "startsAt": "2026-01-05T10:00:00Z"}]}'

# A span; times are nanoseconds.
NOW=$(date +%s)000000000
curl -sS http://logdetector-inlets.logdetector:4318/v1/traces -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{"resourceSpans": [{
  "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "cart"}}, {"key": "k8s.namespace.name", "value": {"stringValue": "shop"}}]},
  "scopeSpans": [{"spans": [{"traceId": "5b8efff798038103d269b633813fc60c", "spanId": "eee19b7ec3c1b174", "name": "GET /cart",
  "startTimeUnixNano": "'$NOW'", "endTimeUnixNano": "'$NOW'", "status": {"code": 2, "message": "deadline exceeded"}}]}]}]}'

# A sample.
curl -sS http://logdetector-inlets.logdetector:4318/v1/metrics -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{"resourceMetrics": [{
  "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "cart"}}, {"key": "k8s.namespace.name", "value": {"stringValue": "shop"}}]},
  "scopeMetrics": [{"metrics": [{"name": "pool.free", "gauge": {"dataPoints": [{"timeUnixNano": "'$NOW'", "asInt": "3"}]}}]}]}]}'
\`\`\``;

/** Pods first, since all depends on them; then by name. */
function bySubject(a: EvidenceSource, b: EvidenceSource): number {
  return Number(b.kind === 'Pod') - Number(a.kind === 'Pod') || (nameOf(a) < nameOf(b) ? -1 : 1);
}

function nameOf({ plural, group }: EvidenceSource): string {
  return group === '' ? plural : `${plural}.${group}`;
}

function remarksOf({ ofExtension, optional }: EvidenceSource): readonly string[] {
  return [
    ...(ofExtension === undefined ? [] : [`Only where the cluster has ${ofExtension}`]),
    ...(optional ? ['Can be left out by the chart'] : []),
  ];
}
