import { describe, expect, it } from 'vitest';
import { blocksIn } from '../../../../engine/diagnosis/scheduling/message.ts';
import { nodes } from '../../../../engine/diagnosis/scheduling/nodes.ts';
import type { KubeObject, Observation } from '../../../../engine/domain.ts';
import { clusterOf, deployment, event } from '../cluster-of.ts';

type Fields = Readonly<Record<string, unknown>>;

const waits = { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False' }] };
const pending = (podSpec: Fields, container: Fields = {}) => deployment('cart', { podSpec, container, podStatus: waits, node: null });
const machine = (name: string, spec: Fields = {}, labels: Readonly<Record<string, string>> = {}): KubeObject => ({
  kind: 'Node',
  metadata: { name, labels },
  spec,
  status: { allocatable: { cpu: '4', memory: '8Gi' }, conditions: [{ type: 'Ready', status: 'True' }] },
});
const said = (text: string): Observation =>
  event('cart-1', 'FailedScheduling', `0/2 nodes are available: ${text}. preemption: 0/2 nodes are available.`);
const causes = (objects: readonly KubeObject[], told: readonly Observation[] = []) =>
  nodes(clusterOf({ objects, told })).map(({ cause }) => cause);

describe('a pod without a node', () => {
  it.each([
    [
      'asks for a label that no node carries',
      pending({ nodeSelector: { disk: 'fast' } }),
      [machine('n1'), machine('n2')],
      'node-selector-mismatch',
    ],
    [
      'requires an affinity that fits no node',
      pending({
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'In', values: ['c'] }] }],
            },
          },
        },
      }),
      [machine('n1', {}, { zone: 'a' }), machine('n2', {}, { zone: 'b' })],
      'node-affinity-mismatch',
    ],
    [
      'does not tolerate the taint',
      pending({}),
      [machine('n1', { taints: [{ key: 'team', value: 'a', effect: 'NoSchedule' }] })],
      'taint-toleration-mismatch',
    ],
    [
      'could run on a cordoned node',
      pending({ nodeSelector: { disk: 'fast' } }),
      [machine('n1', { unschedulable: true }, { disk: 'fast' }), machine('n2')],
      'node-cordon-mismatch',
    ],
    [
      'asks for more CPU than is left',
      pending({}, { resources: { requests: { cpu: '6' } } }),
      [machine('n1'), machine('n2', { unschedulable: true })],
      'cpu-capacity-mismatch',
    ],
    [
      'asks for more memory than is left',
      pending({}, { resources: { requests: { memory: '20Gi' } } }),
      [machine('n1')],
      'memory-capacity-mismatch',
    ],
  ])('that %s is named so', (_, objects, machines, cause) => {
    expect(causes([...objects, ...machines])).toEqual([cause]);
  });

  it('is repelled by the pod that its anti-affinity forbids', () => {
    const term = { labelSelector: { matchLabels: { app: 'web' } }, topologyKey: 'kubernetes.io/hostname' };
    const podSpec = { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } };
    expect(causes([...pending(podSpec), ...deployment('web'), machine('n1')])).toEqual(['pod-anti-affinity-conflict']);
  });

  it('is named by what the scheduler says where its spec does not show it, or where no node is watched', () => {
    const told = [said("1 node(s) were unschedulable, 1 node(s) didn't match Pod's node affinity/selector")];
    expect(causes([...pending({}), machine('n1'), machine('n2', { unschedulable: true })], told)).toEqual(['node-affinity-mismatch']);
    expect(causes(pending({}), [said('2 Insufficient memory')])).toEqual(['memory-capacity-mismatch']);
  });

  it('is surest where both come to the same', () => {
    const objects = [...pending({ nodeSelector: { disk: 'fast' } }), machine('n1')];
    const [found] = nodes(clusterOf({ objects, told: [said("1 node(s) didn't match Pod's node affinity/selector")] }));
    expect(found?.score).toBeGreaterThan(0.95);
    expect(found?.evidence.map(({ text }) => text).join(' ')).toContain('FailedScheduling');
  });

  it("is nobody's fault where a node would take it, or where it runs", () => {
    expect(causes([...pending({}), machine('n1')])).toEqual([]);
    expect(causes([...deployment('cart', { podSpec: { nodeSelector: { disk: 'fast' } } }), machine('n1')])).toEqual([]);
  });

  it('is not held to its tolerations, its sidecars or the pods that have ended', () => {
    const tainted = machine('n1', { taints: [{ key: 'team', value: 'a', effect: 'NoSchedule' }] });
    expect(causes([...pending({ tolerations: [{ key: 'team', operator: 'Exists' }] }), tainted])).toEqual([]);
    const ended = deployment('job', { container: { resources: { requests: { cpu: '4' } } }, podStatus: { phase: 'Succeeded' } });
    expect(causes([...pending({}, { resources: { requests: { cpu: '2' } } }), ...ended, machine('n1')])).toEqual([]);
  });

  it('on a lost node only is no misfit', () => {
    const lost: KubeObject = { ...machine('n1'), status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } };
    expect(causes([...pending({}), lost], [said('2 node(s) had untolerated taint {node.kubernetes.io/unreachable: }')])).toEqual([]);
  });
});

describe('the words of the scheduler', () => {
  it('are counted by what stands against each node', () => {
    const text =
      "0/6 nodes are available: 1 node(s) had untolerated taint {team: a}, 2 Insufficient cpu, 3 node(s) didn't match pod anti-affinity rules. preemption: 0/6 nodes are available: 6 Preemption is not helpful.";
    expect([...blocksIn(text)]).toEqual([
      ['taint', 1],
      ['cpu', 2],
      ['anti-affinity', 3],
    ]);
  });

  it('about volumes say nothing of nodes', () => {
    expect(blocksIn('0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims.').size).toBe(0);
  });
});
