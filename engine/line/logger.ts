/** The name of the logger of a line. */

const levels = 'TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|SEVERE|CRITICAL|FATAL|AUDIT';
/** Behind the level and what brackets, numbers and dashes stand between: a name with dots in it. A host or a file may look like that in any other place. */
const behindLevel = new RegExp(
  `(?:^|[\\s[|"'])(?:${levels})\\b[\\]\\s:|,-]*(?:(?:\\[[^\\]]{0,120}\\]|\\([^)]{0,120}\\)|\\d+|-+)\\s*){0,4}([A-Za-z_][\\w$]*(?:\\.[\\w$]+)+)`,
);
const member = /"(?:logger|logger_?name|loggerName|logger\.name)"\s*:\s*"([\w$.]+)"/;

/** `org.shop.orders.Checkout`; undefined where the line, of which the beginning is enough, has none. */
export function findLogger(line: string): string | undefined {
  return line.startsWith('{') ? member.exec(line)?.[1] : behindLevel.exec(line)?.[1];
}

/** Where names begin with the organisation's domain, the program comes third. */
const domains: ReadonlySet<string> = new Set([
  'com',
  'org',
  'net',
  'io',
  'dev',
  'edu',
  'gov',
  'co',
  'de',
  'fr',
  'uk',
  'eu',
  'ch',
  'nl',
  'cn',
  'jp',
  'br',
]);

/** The program or library that a logger speaks for: `orders` of `org.shop.orders.Checkout`, `shop` of `shop.orders.checkout`; null where it tells none. */
export function programOf(logger: string): string | null {
  const parts = logger.toLowerCase().split('.');
  const [first = '', , third = ''] = parts;
  const program = !domains.has(first) ? first : parts.length > 3 ? third : '';
  return program.length > 1 ? program : null;
}
