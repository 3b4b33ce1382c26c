import { readFileSync } from 'node:fs';

/** Traces as the runtimes print them: captured from Java 17, Python 3.11, Go 1.26, Node 20, Ruby 3.1, Rust 1.95, PHP 8.2 and g++ 12, and shortened; .NET by hand. */
export const PRINTED: readonly (readonly [name: string, lines: readonly string[]])[] = readFileSync(
  new URL('printed.txt', import.meta.url),
  'utf8',
)
  .split(/^### /m)
  .slice(1)
  .map((one) => {
    const [name = '', ...lines] = one.slice(0, -1).split('\n');
    return [name, lines];
  });
