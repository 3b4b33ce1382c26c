/** What the suite waits for and how it looks at refusals. */
import { vi } from 'vitest';
import { KubeError } from '../../operator/kube/client.ts';

/** Waits until the condition holds; fails when it does not within the time. */
export async function until(condition: () => boolean | Promise<boolean>, withinMs = 20_000): Promise<void> {
  await vi.waitUntil(condition, { timeout: withinMs, interval: 50 });
}

/** The error a call is refused with. */
export async function failureOf(call: Promise<unknown>): Promise<KubeError> {
  const error = await call.then(
    () => new Error('it was not refused'),
    (refusal: unknown) => refusal,
  );
  if (error instanceof KubeError) return error;
  throw error;
}
