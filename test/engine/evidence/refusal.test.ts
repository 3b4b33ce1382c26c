import { expect, test } from 'vitest';
import {
  certificateFault,
  creationRefusal,
  failedPredicates,
  missingReference,
  pullFailure,
  volumeFailure,
} from '../../../engine/evidence/refusal.ts';

test.each([
  ['pods "web-1" is forbidden: exceeded quota: compute, requested: pods=1, used: pods=4, limited: pods=4', 'quota'],
  ['pods "web-1" is forbidden: maximum memory usage per Container is 512Mi, but limit is 1Gi', 'limit-range'],
  ['pods "web-1" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false', 'pod-security'],
  ['admission webhook "policy.example.com" denied the request: no owner label', 'webhook-denied'],
  ['Internal error occurred: failed calling webhook "policy.example.com": connect: connection refused', 'webhook-unreachable'],
  ['pods "web-1" is forbidden: error looking up service account shop/web: serviceaccount "web" not found', 'service-account'],
  ['pods "web-1" is forbidden: unable to create new content in namespace shop because it is being terminated', 'namespace-terminating'],
  ['something else', null],
])('%s: %s', (message, found) => {
  expect(creationRefusal(message)).toBe(found);
});

test.each([
  ['failed to resolve reference "registry.example.com/web:2": registry.example.com/web:2: not found', 'not-found'],
  ['pull access denied, repository does not exist or may require authorization: server message: insufficient_scope', 'forbidden'],
  ['failed to authorize: failed to fetch anonymous token: unexpected status: 401 Unauthorized', 'forbidden'],
  ['dial tcp: lookup registry.example.com on 10.96.0.10:53: no such host', 'dns'],
  ['dial tcp: lookup registry.example.com on 10.96.0.10:53: read udp: i/o timeout', 'dns'],
  ['dial tcp 10.1.2.3:443: connect: connection refused', 'unreachable'],
  ['tls: failed to verify certificate: x509: certificate signed by unknown authority', 'untrusted'],
  ['429 Too Many Requests - toomanyrequests: You have reached your pull rate limit', 'rate-limited'],
  ['Back-off pulling image "web:2"', null],
])('of an image %s: %s', (message, found) => {
  expect(pullFailure(message)).toBe(found);
});

test.each([
  ['Multi-Attach error for volume "pvc-1" Volume is already exclusively attached to one node', 'in-use'],
  ['MountVolume.SetUp failed for volume "config" : configmap "web" not found', 'missing'],
  ['mount.nfs: access denied by server while mounting', 'forbidden'],
  ['Unable to attach or mount volumes: timed out waiting for the condition', 'timeout'],
])('of a volume %s: %s', (message, found) => {
  expect(volumeFailure(message)).toBe(found);
});

test.each([
  ['Error: secret "db" not found', 'secret/db'],
  ['MountVolume.SetUp failed for volume "config" : configmap "web" not found', 'configmap/web'],
  ["Error: couldn't find key password in Secret shop/db", 'secret/db key password'],
  ['pods "web" not found', null],
])('%s misses %s', (message, found) => {
  expect(missingReference(message)).toBe(found);
});

test('the predicates of a scheduling failure are told with the nodes they hold for, most first', () => {
  const message =
    '0/5 nodes are available: 1 node(s) had untolerated taint {dedicated: gpu}, 3 Insufficient cpu, 1 node(s) were unschedulable. preemption: 0/5 nodes are available: 5 No preemption victims found.';
  expect(failedPredicates(message)).toEqual([
    { reason: 'Insufficient cpu', nodes: 3 },
    { reason: 'node(s) had untolerated taint {dedicated: gpu}', nodes: 1 },
    { reason: 'node(s) were unschedulable', nodes: 1 },
  ]);
  expect(failedPredicates('running PreBind plugin: binding volumes: timed out')).toEqual([]);
});

test('why a certificate is not taken', () => {
  expect(certificateFault('x509: certificate has expired or is not yet valid: current time ...')).toBe('expired');
  expect(certificateFault('x509: certificate is valid for a.example.com, not b.example.com')).toBe('wrong-name');
  expect(certificateFault('x509: certificate signed by unknown authority')).toBe('untrusted');
  expect(certificateFault('certificate renewed')).toBeNull();
});
