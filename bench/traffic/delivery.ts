/** Lines become bytes: texts with fresh values, the kubelet's time before them, one chunk for each pod. */
import type { LogChunk, LogStream } from '../../engine/index.ts';
import type { Chance } from './chance.ts';
import type { Written } from './compose.ts';
import type { FleetMinute } from './fleet.ts';
import type { Service } from './service.ts';
import { createWriter } from './statement.ts';

export interface Delivered {
  readonly lines: number;
  readonly bytes: number;
}

export interface Slot {
  readonly fleet: FleetMinute;
  readonly minuteAtMs: number;
  readonly untilMs: number;
}

export interface Delivery {
  push(lines: readonly Written[], slot: Slot): Delivered;
}

export function createDelivery(service: Service, values: Chance, push: (chunk: LogChunk) => void): Delivery {
  const writers = service.statements.map((statement) => createWriter(statement, service.dialect));
  const { name } = service.ref;

  function textOf({ statement, bend, trace, offsetMs }: Written, minuteAtMs: number): string {
    const text = writers[statement]?.({ chance: values, bend, trace, thread: 1 + (offsetMs % 8), service: name }) ?? '';
    return `${stampOf(minuteAtMs + offsetMs)} ${text}\n`;
  }

  return {
    push(lines, { fleet, minuteAtMs, untilMs }) {
      const texts = new Map<LogStream, string>();
      for (const line of lines) {
        const stream = streamOf(fleet, line.pod);
        if (stream !== undefined) texts.set(stream, (texts.get(stream) ?? '') + textOf(line, minuteAtMs));
      }
      let bytes = 0;
      for (const [stream, text] of texts) {
        const chunk = encoder.encode(text);
        bytes += chunk.length;
        push({ stream, framing: 'kubernetes', bytes: chunk, receivedAtMs: untilMs });
      }
      return { lines: lines.length, bytes };
    },
  };
}

const encoder = new TextEncoder();
let stampedSecond = Number.NaN;
let stamp = '';

/** As the kubelet writes it; most lines are of the second of the line before. */
function stampOf(atMs: number): string {
  const second = Math.floor(atMs / 1_000);
  if (second !== stampedSecond) {
    stampedSecond = second;
    stamp = new Date(second * 1_000).toISOString().slice(0, 20);
  }
  return `${stamp}${String(atMs % 1_000).padStart(3, '0')}104729Z`;
}

/** Of the pods that serve, start and stop, in this order; where a line is of no particular pod, of any that serves. */
function streamOf({ serving, started, stopped }: FleetMinute, pod: number): LogStream | undefined {
  const at = pod - serving.length;
  if (at < 0) return serving[pod]?.stream;
  return (started[at] ?? stopped[at - started.length] ?? serving[pod % Math.max(1, serving.length)])?.stream;
}
