/** Does one thing after the other, each key by itself; what fails keeps nothing from coming after it. */
type Turns = <T>(key: string, work: () => Promise<T>) => Promise<T>;

export function createTurns(): Turns {
  const last = new Map<string, Promise<void>>();
  return async (key, work) => {
    const before = last.get(key);
    const { promise: over, resolve: end } = Promise.withResolvers<void>();
    last.set(key, over);
    try {
      await before;
      return await work();
    } finally {
      if (last.get(key) === over) last.delete(key);
      end();
    }
  };
}
