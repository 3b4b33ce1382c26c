/** `0/4 nodes are available: 1 node(s) were unschedulable, 3 Insufficient cpu. preemption: ...`: the words of kube-scheduler. */
import type { Block } from './blocks.ts';

const meanings: readonly (readonly [RegExp, Block])[] = [
  [/Insufficient cpu/, 'cpu'],
  [/Insufficient memory/, 'memory'],
  [/untolerated taint|had taint/, 'taint'],
  [/(were|was) unschedulable/, 'cordon'],
  [/node affinity|node selector|NodeAffinity|NodeSelector/, 'affinity'],
  [/anti-?affinity/i, 'anti-affinity'],
];
/** A lost or cordoned node is tainted by Kubernetes itself. */
const ofKubernetes = /\{node\.kubernetes\.io\/(\S+?)[:}]/;

/** How many nodes each block stands against, by the scheduler's own count; empty where the message is about something else. */
export function blocksIn(message: string): ReadonlyMap<Block, number> {
  const counts = new Map<Block, number>();
  const [told = ''] = message.replace(/^.*?nodes? are available: /, '').split(/\.\s+(?:no new claims|preemption)|preemption:/, 1);
  for (const part of told.split(/, (?=\d+ )/)) {
    const count = Number(/^\s*(\d+) /.exec(part)?.[1] ?? 0);
    const block = blockOf(part);
    if (block !== null && count > 0) counts.set(block, (counts.get(block) ?? 0) + count);
  }
  return counts;
}

function blockOf(part: string): Block | null {
  const own = ofKubernetes.exec(part)?.[1];
  if (own !== undefined) return own.startsWith('unschedulable') ? 'cordon' : 'lost';
  // "didn't match pod anti-affinity rules" also holds the word affinity.
  if (/anti-?affinity/i.test(part)) return 'anti-affinity';
  return meanings.find(([pattern]) => pattern.test(part))?.[1] ?? null;
}
