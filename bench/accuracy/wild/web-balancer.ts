import { stamp } from '../clock.ts';
import { table } from '../statement.ts';
import type { System } from '../system.ts';
import { zipf, zipfWords } from './zipf.ts';

const statements = table(String.raw`
^2 notice core      PX0001: {product} configured, resuming normal work
^2 notice core      PX0002: command line was '/usr/sbin/pxd -f {path}'
^3 info   lanes     lane {int:1..16} seated on cpu {int:0..31}
640 info  balance    request for {vhost} goes to {worker}
520 error balance    {worker} marked sick, strike {int:1..9}
230 error static     [client {public}] 404 for {docroot}
90  error access     [client {public}] denied by rule {int:100..990}: {docroot}
60  warn  tls        [client {public}:{int:1024..65000}] handshake ended early ({tlswhy})
52  warn  rewrite    [client {public}] loop after {int:8..12} turns, last /{noun}/{noun}?{query}
44  info  balance    {worker} marked well
38  error script     [client {public}] stderr from {script}: {complaint}
36  warn  limit      [client {public}] held for {int:1..90} s ({int:30..4000} requests in {int:1..60} s)
30  info  cache      stored {url} for {int:1..86400} s
28  info  cache      purged {url}
25  info  cache      size {int:1..4000}M of {int:4000..8000}M, {int:100..90000} objects, hit {float:20..99:1}%
20  error access     [client {public}] user "{login}": password mismatch
18  error access     [client {public}] user "{login}" not found
14  warn  static     [client {public}] listing of {docroot} is switched off
12  notice core      lane {int:1..16} restarted after {int:1000..99000} requests
11  error core       [client {public}] oversized target, {int:8193..70000} bytes
10  error core       [client {public}] unreadable method {garbage}
9   warn  tls        certificate of {vhost} does not match its name ({cn})
8   info  tls        ticket key rotated
7   warn  headers    [client {public}] header {header} dropped
7   debug headers    [client {public}] header {header} added
6   error script     [client {public}] premature end of headers from {script}
5   notice reload    graceful, {int:0..900} open
5   notice reload    generation {int:1..90} ready
5   crit  core       PX0400: lanes exhausted, {int:100..900} waiting
4   error upstream   (111) refused: {worker} via {via}
4   error upstream   (110) timed out: {worker} via {via} after {int:5..60} s
3   warn  conf       PX0031: directive {directive} in {path} line {int:2..900} is ignored
2   warn  core       PX0088: clock went back {int:1..40} ms
2   emerg core       PX0009: could not bind [::]:{int:80..8443}
1   notice core      PX0010: terminated
1   alert  core      child {int:900..9000} exited on signal Bus error (7)
`);

export const webBalancer: System = {
  name: 'web-balancer',
  about:
    'a web server with a balancer: a weekday date in brackets, module and level in brackets, the client in brackets only where there is one, message codes in some',
  startMs: Date.UTC(2025, 0, 14, 7),
  paceMs: 2_500,
  statements,
  fields: {
    product: 'pxd/{version} (Debian) tls/{version}',
    worker: zipfWords('tomcat1 tomcat2 petrel:8009 tomcat3 legacy ajp-blue ajp-green'),
    vhost: zipfWords('www.nordwind.example shop.nordwind.example localhost intranet media.quince.example'),
    docroot: zipf([
      '/srv/www/{noun}/{noun}.php',
      '/srv/www/favicon.ico',
      '/srv/www/{noun}/',
      '/srv/www/wp-login.php',
      '/srv/www/My Files/{noun} {int:1..9}.html',
      '/srv/www/robots.txt',
    ]),
    tlswhy: zipf(['no shared cipher', 'unknown ca', 'peer closed', 'sslv3 alert bad certificate', 'tls version too low']),
    query: '{noun}={int:1..900}&{noun}=%{HEX:2}{noun}{maybe:40:&back=/}',
    script: zipf(['/srv/cgi/form.pl', '/srv/cgi/stats.cgi', '/srv/cgi/old shop/cart.pl']),
    complaint: zipf([
      'Use of uninitialized value $id at line {int:3..400}.',
      'Died: {noun} missing',
      "can't open {path}",
      'DBD: server has gone away',
    ]),
    url: 'https://{vhost}/{noun}/{int:1..900}{maybe:40:?v={hex:6}}',
    login: zipf(['admin', 'root', '{user}', 'test', 'guest', 'web master', '{email}']),
    garbage: zipf(['\\x16\\x03\\x01', 'GEYYYT /', 'SSTP_DUPLEX_POST /', '\\x04\\x01']),
    cn: zipf(['*.example', 'localhost.localdomain', 'nordwind.example']),
    header: zipfWords('X-Forwarded-For Server Cookie Via X-Debug Range Transfer-Encoding'),
    via: zipf(['pool main', 'pool legacy apps', 'pool blue']),
    directive: zipfWords('KeepAlive SetEnvIf MaxLanes Options'),
  },
  line: ({ atMs, level, source, message, random }) => {
    const weekday = new Date(atMs).toUTCString().slice(0, 3);
    const at = stamp(atMs, 'DD-Mon hh:mm:ss YYYY');
    const lane = ['core', 'conf', 'reload'].includes(source) ? '' : ` [w 441${random.int(1, 4)}:lane ${random.int(1, 16)}]`;
    return `[${weekday}, ${at}] [${source}:${level}]${lane} ${message}`;
  },
};
