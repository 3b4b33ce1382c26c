/** A collector: tells the lines of containers over OTLP, in batches, and sends each batch again until it is acknowledged. */
import { gzipSync } from 'node:zlib';
import { pause } from '../../operator/pause.ts';

export interface SentLine {
  /** To the microsecond. */
  readonly atMs: number;
  readonly text: string;
}

export interface Sender {
  /** Resolves when the batch is acknowledged; answers how often it was sent. */
  send(pod: PodOfLines, lines: readonly SentLine[]): Promise<number>;
  readonly attempts: number;
}

export interface PodOfLines {
  readonly namespace: string;
  readonly pod: string;
  readonly uid?: string;
  readonly container?: string;
  readonly restartCount?: number;
}

export interface SenderOptions {
  readonly url: () => string;
  readonly token: string;
  readonly gzip?: boolean;
  /** Whether the answer to the attempt gets lost on the way. */
  readonly isAnswerLost?: (attempt: number) => boolean;
  readonly signal: AbortSignal;
}

export function createSender({ url, token, gzip = true, isAnswerLost = () => false, signal }: SenderOptions): Sender {
  let attempts = 0;

  async function post(body: string): Promise<boolean> {
    attempts += 1;
    const attempt = attempts;
    try {
      const response = await fetch(`${url()}/v1/logs`, {
        method: 'POST',
        body: gzip ? gzipSync(body) : body,
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${token}`,
          ...(gzip ? { 'content-encoding': 'gzip' } : {}),
        },
        signal: AbortSignal.any([signal, AbortSignal.timeout(15_000)]),
      });
      await response.text();
      if (response.status >= 400 && response.status !== 503) throw new Error(`refused for good: ${response.status}`);
      return response.ok && !isAnswerLost(attempt);
    } catch (error) {
      if (signal.aborted || (error instanceof Error && error.message.startsWith('refused'))) throw error;
      return false;
    }
  }

  return {
    get attempts() {
      return attempts;
    },
    async send(pod, lines) {
      const body = JSON.stringify(logsBody(pod, lines));
      for (let times = 1; ; times += 1) {
        if (await post(body)) return times;
        await pause(200, signal);
      }
    },
  };
}

/** `ExportLogsServiceRequest` in JSON. */
export function logsBody({ namespace, pod, uid, container, restartCount }: PodOfLines, lines: readonly SentLine[]) {
  const attributes = [
    ['k8s.namespace.name', namespace],
    ['k8s.pod.name', pod],
    ['k8s.pod.uid', uid],
    ['k8s.container.name', container],
    ['k8s.container.restart_count', restartCount === undefined ? undefined : String(restartCount)],
  ].flatMap(([key, value]) => (value === undefined ? [] : [{ key, value: { stringValue: value } }]));
  const logRecords = lines.map(({ atMs, text }) => ({
    timeUnixNano: String(BigInt(Math.round(atMs * 1000)) * 1000n),
    body: { stringValue: text },
  }));
  return { resourceLogs: [{ resource: { attributes }, scopeLogs: [{ logRecords }] }] };
}
