import { stamp } from '../clock.ts';
import { table } from '../statement.ts';
import type { System } from '../system.ts';

const statements = table(String.raw`
480 error  -  [client {client}] File not found: {docroot}/{file}
250 notice worker  worker {int:6000..31000} joined the pool in slot {int:1..12}
230 notice worker  properties read from {conf}
160 error  -  [client {client}] Listing of directory denied by configuration: {docroot}/{dir}/
130 error  worker  worker environment in state {int:5..10}
120 error  -  [client {client}] script '{docroot}/{script}' not found or unable to stat
90  error  proxy  (111)Connection refused: attempt to connect to {backend} failed
80  error  proxy  backend {backend} disabled for {int:10..60}s
60  warn   proxy  [client {client}] (104)Connection reset by peer: error reading response header from {backend}{maybe:50:, referer: {referer}}
55  error  tls    [client {client}] certificate verification failed: {certerror}
40  info   tls    [client {client}] session renegotiated
36  error  -      [client {client}] request failed: malformed host header
32  error  -      [client {client}] Invalid method in request {garbage}
30  error  script [client {client}] PHP Warning:  {phpfunction}() expects parameter {int:1..3} to be {one:array|string|int}, {one:null|bool|object} given in {docroot}/{script} on line {int:1..900}
24  error  script [client {client}] PHP Notice:  Undefined {one:index|variable}: {phpname} in {docroot}/{script} on line {int:1..900}
20  error  auth   [client {client}] user {user} not found: /{dir}
18  error  auth   [client {client}] user {user}: password mismatch: /{dir}
16  notice -      child pid {int:1000..32000} exit signal {signal}
14  warn   -      long lost child {int:1000..32000} came home
10  warn   -      reached the limit of {int:100..400} request workers, consider raising it
8   info   rewrite [client {client}] applied {int:1..9} rules to /{file}
6   notice -      caught SIGTERM, shutting down
6   notice -      caught SIGHUP, attempting graceful restart
6   notice -      configured, resuming normal operations
5   notice -      digest: generating secret
5   notice -      digest: done
4   notice -      Server built: Oct {int:1..31} 2019 {int:10..23}:{int:10..59}:{int:10..59}
3   error  -      could not open error log {conf}
2   alert  -      child {int:1000..32000} returned a fatal error, stopping
`);

export const webErrors: System = {
  name: 'web-errors',
  about:
    'the error log of an HTTP server: the day of the week in a bracketed stamp, a level that some lines share with a module, clients in brackets',
  startMs: Date.UTC(2020, 5, 9, 6),
  paceMs: 5_000,
  statements,
  fields: {
    client: ['{public}', '{public}', '{public}:{int:1024..65000}'],
    docroot: ['/srv/www/main', '/srv/www/shop/public', '/srv/www/main'],
    file: ['favicon.ico', 'robots.txt', '{noun}.html', 'wp-login.php', 'images/{noun}.gif', 'a/b/{noun}-{int:1..99}.js'],
    dir: ['upload', 'cgi', 'private/{noun}', 'static', '_vti_bin/{noun}'],
    script: ['index.php', 'cart/{noun}.php', 'admin/{noun}.php', 'cgi/{noun}.pl'],
    conf: ['/etc/web/workers.conf', '/etc/web/workers2.conf', '/etc/web/site.d/{noun}.conf'],
    backend: ['127.0.0.1:8009', '10.2.0.{int:4..9}:8080', 'unix:/run/app-{noun}.sock'],
    referer: ['https://shop.example/{noun}', 'http://search.example/?q={noun}'],
    certerror: ['self signed certificate', 'certificate has expired', 'unable to get local issuer'],
    garbage: String.raw`\x16\x03{one:\x01|\x02}`,
    phpfunction: ['count', 'array_merge', 'implode', 'strlen'],
    phpname: ['id', 'lang', 'cart_{noun}', 'user'],
    signal: ['Segmentation fault (11)', 'Bus error (7)', 'Killed (9)', 'Aborted (6)'],
  },
  line: ({ atMs, level, source, message }) => {
    const day = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][new Date(atMs).getUTCDay()] ?? '';
    return `[${day} ${stamp(atMs, 'Mon DD hh:mm:ss')} 2020] [${source === '-' ? '' : `${source}:`}${level}] ${message}`;
  },
};
