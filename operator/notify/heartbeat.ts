/** A dead man's switch: told at an interval that all is well, so that somebody else notices when it is not said any more. */
import type { HeartbeatConfiguration } from '../../api/configuration.ts';
import { pause } from '../pause.ts';
import type { Telemetry } from '../telemetry.ts';
import { post, readAddress, readKey, type ReadSecret } from './deliver.ts';

export interface HeartbeatOptions {
  /** As it is now; undefined says nothing. */
  readonly configuration: () => HeartbeatConfiguration | undefined;
  /** Null when the operator can do its work, else a sentence on why not. */
  readonly problem: () => string | null;
  readonly readSecret: ReadSecret;
  readonly telemetry: Telemetry;
}

/** A configuration that comes later is seen so soon. */
const lookEveryMs = 10_000;
const timeoutMs = 10_000;
const receiver = 'of the heartbeat';

/** Resolves when the signal aborts; never rejects. Only who leads may call it: two that say it would hide the death of one. */
export async function runHeartbeat(
  { configuration, problem, readSecret, telemetry }: HeartbeatOptions,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const wish = configuration();
    if (wish) await beat(wish).catch((error: unknown) => failed(error));
    await pause(wish ? wish.everySeconds * 1000 : lookEveryMs, signal);
  }

  async function beat(wish: HeartbeatConfiguration): Promise<void> {
    const why = problem();
    if (why !== null) return telemetry.emit('HeartbeatWithheld', { problem: why });
    const url = wish.url ?? (await readAddress(readSecret, wish.urlFile ?? '', receiver));
    const token = wish.tokenFile === undefined ? null : await readKey(readSecret, wish.tokenFile, receiver);
    const headers = token === null ? {} : { authorization: `Bearer ${token}` };
    await post({ receiver, url, method: wish.method, headers, body: '', timeoutMs }, signal);
    telemetry.emit('HeartbeatSent');
  }

  function failed(error: unknown): void {
    if (!signal.aborted) telemetry.emit('HeartbeatFailed', { message: error instanceof Error ? error.message : String(error) });
  }
}
