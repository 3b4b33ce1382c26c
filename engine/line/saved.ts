/** Readers of a saved state, which may be damaged or of another program: each throws the same sentence about `what`. */
export interface Saved {
  readonly record: (value: unknown) => Readonly<Record<string, unknown>>;
  readonly array: (value: unknown) => readonly unknown[];
  readonly number: (value: unknown) => number;
  readonly text: (value: unknown) => string;
  readonly unreadable: () => Error;
}

export function readSaved(what: string): Saved {
  const unreadable = (): Error => new Error(`${what} cannot be read: damaged, or of another program`);
  return {
    record(value) {
      if (!isRecord(value)) throw unreadable();
      return value;
    },
    array(value) {
      if (!Array.isArray(value)) throw unreadable();
      return value;
    },
    number(value) {
      if (typeof value !== 'number') throw unreadable();
      return value;
    },
    text(value) {
      if (typeof value !== 'string') throw unreadable();
      return value;
    },
    unreadable,
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
