/** What the operator says is new. A page that nobody looks at does not listen: browsers open few connections to one address. */
import { signal } from '@preact/signals';
import type { LiveEvent } from '../api/contract.ts';

/** How often incidents and LogDetectors have changed; whoever shows them asks again when it does. */
export const changes = { incidents: signal(0), detectors: signal(0) } as const;
export const isLive = signal(true);

/** Without the stream it is asked this often. */
const askAnywayEveryMs = 30_000;
const openAgainAfterMs = 3000;

/** Answers how to stop. */
export function listen(): () => void {
  let source: EventSource | null = null;
  let again: ReturnType<typeof setTimeout> | undefined;
  const timer = setInterval(() => {
    if (!isLive.value && !document.hidden) askForAll();
  }, askAnywayEveryMs);
  const open = (): void => {
    if (source !== null || document.hidden) return;
    source = new EventSource('/v1/live');
    source.addEventListener('open', () => {
      isLive.value = true;
      // Something may have happened between the first answers and now.
      askForAll();
    });
    source.addEventListener('error', () => {
      isLive.value = false;
      // A refusal, as while leadership moves on, ends it for good; a connection that broke is tried again by the browser itself.
      if (source?.readyState === EventSource.CLOSED) again = setTimeout(reopen, openAgainAfterMs);
    });
    source.addEventListener('message', ({ data }) => hear(String(data)));
  };
  const reopen = (): void => {
    close();
    open();
  };
  const close = (): void => {
    clearTimeout(again);
    source?.close();
    source = null;
  };
  const look = (): void => {
    if (document.hidden) return close();
    open();
    askForAll();
  };
  document.addEventListener('visibilitychange', look);
  open();
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', look);
    close();
  };
}

function hear(data: string): void {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- of the operator that served this page
  const event = JSON.parse(data) as LiveEvent;
  if (event.type !== 'detector') changes.incidents.value += 1;
  if (event.type !== 'incident') changes.detectors.value += 1;
}

function askForAll(): void {
  changes.incidents.value += 1;
  changes.detectors.value += 1;
}
