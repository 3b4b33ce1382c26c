/** Tells in the terminal what happens: in the shop, in Slack, on the pager. */
import { styleText } from 'node:util';
import { fieldsAt, listAt, numberAt, textAt } from '../engine/index.ts';
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
    write(`${styleText('dim', `${seconds} s`)}  ${who} ${text}\n`);
  };
  const narrator: Narrator = {
    say: (text) => line(styleText('bold', 'demo '), text),
    shop: (text) => line(styleText('yellow', 'shop '), text),
    slack: (text) => line(styleText('green', 'slack'), text),
    pager: (text) => line(styleText('red', 'pager'), text),
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
    return `${record.object.kind} ${record.object.name}: ${record.reason} ${styleText('dim', record.message.slice(0, 120))}`;
  }
  if (record.type !== 'object' || record.object.kind !== 'Pod') return null;
  for (const status of listAt(record.object, 'status', 'containerStatuses')) {
    const ended = fieldsAt(status, 'lastState')['terminated'];
    const restarts = numberAt(status, 'restartCount') ?? 0;
    if (!ended || restarts === 0) continue;
    const how = `${textAt(ended, 'reason')} (exit code ${numberAt(ended, 'exitCode')})`;
    return `container ${textAt(status, 'name')} of ${record.object.metadata.name} ended: ${how}, restart ${restarts}`;
  }
  return null;
}
