import { vi } from 'vitest';

/** Waits until the check passes. A machine that runs other tests beside this one may take seconds for what takes milliseconds alone. */
export function eventually<T>(check: () => T | Promise<T>, timeoutMs = 8_000): Promise<T> {
  return vi.waitFor(check, timeoutMs);
}
