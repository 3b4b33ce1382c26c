import { stamp } from '../clock.ts';
import { asObject, structured } from '../pairs.ts';
import { table } from '../statement.ts';
import type { System } from '../system.ts';

const statements = table(String.raw`
^2 notice plain   edge/{version} starting, {one:8|16|32} workers
^2 notice plain   cache dir /cache/{noun} opened, {log:100..900000} objects
720 -     access  {request} 2{one:00|00|00|04|06} {log:100..9000000} {cache}
210 -     access  {request} 30{one:1|2|4|4|4} {int:0..400} {cache}
140 -     access  {request} 4{one:00|03|04|04|29} {int:100..900} {cache}
~60 -     access  {request} 50{one:0|2|3|4} {int:100..900} {cache}
210 info  json    purge ;; zone={zone}; key=/{asset}; by={email}; took_ms={int:1..900}
40  info  json    purge all ;; zone={zone}; by={email}; objects={log:10..90000}
60  info  json    certificate renewed ;; zone={zone}; names={list:1..3:,:{zone}}; days={int:60..90}
6   error json    certificate not renewed ;; zone={zone}; error={acme}
30  info  json    config pushed ;; rev={int:4000..9000}; pops={int:3..40}; author={user}
3   error json    config rejected ;; rev={int:4000..9000}; line={int:1..400}; author={user}
210 warn  plain   origin {origin} slow: {float:1..20:3}s for /{asset}
~34 error plain   origin {origin} down
~24 error plain   connect() to {origin}:{one:443|80} failed ({errno}), client: {public}, host: "{zone}"
9   notice plain  origin {origin} up
170 info  plain   evicted {log:1..90000} objects, {float:0.1..60:1} GiB
95  warn  plain   client {public} rate limited in zone {zone}
20  warn  plain   bad header line from {public}: "{talk:1..4}"
~16 error plain   disk /dev/nvme{int:0..3}n1 latency {int:50..900}ms
9   notice plain  worker {int:300..60000} exited with code 0
4   alert plain   worker {int:300..60000} exited on signal 11
9   notice plain  worker {int:300..60000} started
2   notice plain  log rotated
1   emerg plain   no live origins
`);

export const cdnEdge: System = {
  name: 'cdn-edge',
  about:
    'a CDN edge: its own access lines, an error log with epoch seconds and JSON events in one file, addresses of both kinds, URLs with queries',
  startMs: Date.UTC(2024, 8, 1, 20),
  paceMs: 150,
  statements,
  fields: {
    zone: ['static.quince.example', 'www.atelier.example', 'video.tellus.example', 'img.{noun}.example'],
    asset: [
      'img/{noun}-{int:1..900}.webp',
      'js/app.{hex:8}.js',
      'video/{id:8}/seg{digits:5}.ts',
      'index.html',
      'api/{noun}?q={noun}&page={int:1..40}',
      'fonts/{noun}.woff2',
      'search?term={noun}+{noun}&lang={one:de|fr|en}',
      '',
    ],
    request: '{one:GET|GET|GET|GET|HEAD|POST} https://{zone}/{asset} {client}',
    client: ['{public}', '{public}', '{ip6}'],
    cache: ['HIT', 'MISS', 'EXPIRED', 'BYPASS', 'STALE'],
    origin: ['origin-a.quince.example', 'origin-b.quince.example', '10.9.{int:0..3}.{int:2..20}'],
    errno: ['111: Connection refused', '110: Connection timed out', '113: No route to host'],
    acme: ['dns challenge pending', 'rate limit', 'CAA record forbids issuance'],
    pop: ['FRA', 'WAW', 'LIS', 'NRT'],
  },
  line: ({ atMs, level, source, message, random, fill }) => {
    if (source === 'access')
      return `${fill('{@pop}')} ${stamp(atMs, '[DD/Mon/YYYY:hh:mm:ss +0000]')} ${(random.next() ** 4).toFixed(3)} ${message}`;
    if (source === 'plain') return `${(atMs / 1000).toFixed(3)} [${level}] ${random.int(10, 14) * 97}#0: ${message}`;
    const { text, pairs } = structured(message);
    return JSON.stringify({ when: atMs, lvl: level, event: text, ...asObject(pairs) });
  },
};
