/** Whether all replicas are there, ready (their store answers), and one of them leads. */
import type { Finding } from './rights.ts';

export interface ReplicasOptions {
  /** Addresses of the replicas: `http://10.0.0.7:8081`. */
  readonly find: () => Promise<readonly string[]>;
  readonly expected: number;
  readonly pause: (forMs: number) => Promise<void>;
  /** A new pod has its address within seconds and leads once the lease of its predecessor is over. Default 120 s. */
  readonly waitForMs?: number;
}

const everyMs = 3_000;
const answersWithinMs = 5_000;

/** Waits for what needs only time; the last findings are told. Never rejects. */
export async function findReplicas(options: ReplicasOptions): Promise<readonly Finding[]> {
  let findings = await look(options);
  for (let waitedMs = 0; waitedMs < (options.waitForMs ?? 120_000) && findings.some(({ passed }) => !passed); waitedMs += everyMs) {
    await options.pause(everyMs);
    findings = await look(options);
  }
  return findings;
}

async function look({ find, expected }: ReplicasOptions): Promise<readonly Finding[]> {
  const urls = await find().catch(() => []);
  const replicas = await Promise.all(urls.map(ask));
  const leaders = replicas.filter(({ leads }) => leads).length;
  return [
    { passed: urls.length === expected, sentence: `${urls.length} of ${expected} replicas have an address.` },
    ...replicas.map(({ url, answer, isReady }) => ({ passed: isReady, sentence: `${url} says: ${answer}` })),
    { passed: leaders === 1, sentence: `${leaders} of them lead; it must be one.` },
  ];
}

interface Replica {
  readonly url: string;
  readonly answer: string;
  readonly isReady: boolean;
  readonly leads: boolean;
}

async function ask(url: string): Promise<Replica> {
  try {
    const ready = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(answersWithinMs) });
    const answer = (await ready.text()).trim();
    const metrics = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(answersWithinMs) });
    return { url, answer, isReady: ready.ok, leads: /^logdetector_leading 1$/m.test(await metrics.text()) };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
    return { url, answer: `${String(error)}${cause}`, isReady: false, leads: false };
  }
}
