/** Tells in the terminal what happens: in the shop, in Slack, on the pager. */
import pc from 'picocolors';
import type { WorldRecord } from './world/world.ts';

export interface Narrator {
  say(line: string): void;
  shop(line: string): void;
  slack(line: string): void;
  pager(line: string): void;
  /** Picks out of the shop's records what a person would want to know. */
  record(record: WorldRecord): void;
}

export function createNarrator(write: (text: string) => void, now: () => number): Narrator {
  const startedAtMs = now();
  const told = new Set<string>();
  const line = (who: string, text: string): void => {
    const seconds = String(Math.round((now() - startedAtMs) / 1000)).padStart(4);
    write(`${pc.dim(`${seconds} s`)}  ${who} ${text}\n`);
  };
  const narrator: Narrator = {
    say: (text) => line(pc.bold('demo '), text),
    shop: (text) => line(pc.yellow('shop '), text),
    slack: (text) => line(pc.green('slack'), text),
    pager: (text) => line(pc.red('pager'), text),
    record(record) {
      const text = newsOf(record);
      if (text === null || told.has(text)) return;
      told.add(text);
      narrator.shop(text);
    },
  };
  return narrator;
}

const worthTelling = new Set(['OOMKilling', 'BackOff', 'ScalingReplicaSet', 'Unhealthy', 'NodeNotSchedulable', 'NodeNotReady']);

function newsOf(record: WorldRecord): string | null {
  if (record.type === 'event' && worthTelling.has(record.reason)) {
    return `${record.object.kind} ${record.object.name}: ${record.reason} ${pc.dim(record.message.slice(0, 120))}`;
  }
  if (record.type !== 'object' || record.object.kind !== 'Pod') return null;
  const statuses = (record.object.status?.['containerStatuses'] ?? []) as readonly ContainerStatus[];
  for (const { name, restartCount, lastState } of statuses) {
    const ended = lastState?.terminated;
    if (ended && restartCount)
      return `container ${name} of ${record.object.metadata.name} ended: ${ended.reason} (exit code ${ended.exitCode}), restart ${restartCount}`;
  }
  return null;
}

interface ContainerStatus {
  readonly name: string;
  readonly restartCount?: number;
  readonly lastState?: { readonly terminated?: { readonly reason?: string; readonly exitCode?: number } };
}
