/** Whether it can be said already who takes the pushed lines of a namespace: what is told before is to be told again, and not lost. */

export interface Settling {
  /** Which detectors there are, once that is known. */
  listed(keys: readonly string[]): void;
  /** The detector has been looked at, well or not. */
  visited(key: string): void;
  /** Detectors that cannot take the lines that are pushed to them now, with their namespaces. */
  readonly blocked: Map<string, ReadonlySet<string>>;
  /** Null, or a sentence. */
  readonly unsettled: (namespace: string) => string | null;
}

export function createSettling(): Settling {
  const seen = new Set<string>();
  let unseen: Set<string> | null = null;
  const blocked = new Map<string, ReadonlySet<string>>();
  return {
    blocked,
    listed(keys) {
      unseen = new Set(keys.filter((key) => !seen.has(key)));
      seen.clear();
    },
    visited(key) {
      if (unseen === null) seen.add(key);
      else unseen.delete(key);
    },
    unsettled(namespace) {
      if (unseen === null) return 'The LogDetectors have not been listed yet; try again in a moment.';
      if (unseen.size > 0) return 'The LogDetectors are being opened; try again in a moment.';
      const [detector] = [...blocked].find(([, namespaces]) => namespaces.has(namespace)) ?? [];
      return detector === undefined ? null : `${detector} cannot be opened now, its condition says why; try again later.`;
    },
  };
}
