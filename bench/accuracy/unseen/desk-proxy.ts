import { stamp } from '../clock.ts';
import { table } from '../statement.ts';
import type { System } from '../system.ts';

const statements = table(String.raw`
520 - -  {program} - {endpoint} connection opened through {proxy}
500 - -  {program} - {endpoint} connection closed, {bytes} sent, {bytes} received, lifetime {lifetime}
290 - -  {program} - {endpoint} could not connect through {proxy}: {reason}
160 - -  {program} - {endpoint} opened directly
70  - -  {program} - resolving {host} over {proxy}
64  - -  {program} - resolved {host} to {public}
22  - -  {program} - cannot resolve {host}: name server did not answer within {int:2..10} seconds
18  - -  {program} - {endpoint} refused by rule "{rule}"
14  - -  Proxy check {proxy}: latency {int:20..900} ms
7   - -  Proxy check {proxy}: failed with status {int:400..504}
5   - -  Profile {profile} loaded, {int:1..12} rules
3   - -  Profile {profile} saved
3   - -  Log level changed to {one:verbose|normal|errors only}
2   - -  (Background service) started
2   - -  (Background service) stopped
1   - -  License valid until {int:2026..2030}-0{int:1..9}-{int:10..28}
1   - -  Update {version} available
`);

export const deskProxy: System = {
  name: 'desk-proxy',
  about: 'the client of a proxy on a desktop: a bracketed date without a year, no level, programs and hosts first in the message',
  startMs: Date.UTC(2024, 9, 30, 16),
  paceMs: 1_500,
  statements,
  fields: {
    program: ['navigator.exe', 'navigator.exe', 'talk.exe', 'clouddrive.exe *64', 'gitbash.exe', 'Mailer.exe', 'updatesvc.exe *64'],
    endpoint: ['{host}:443', '{host}:443', '{host}:80', '{public}:{int:1000..65000}'],
    host: ['www.{noun}.example', 'api.talk.example', 'cdn{int:1..9}.drive.example', '{noun}.tellus.example', 'telemetry.example'],
    proxy: ['gate.corp.example:8080', 'gate.corp.example:8080', 'socks.corp.example:1080 SOCKS5', '10.4.0.9:3128 HTTPS'],
    bytes: [
      '{int:0..1023} bytes',
      '{int:0..1023} bytes',
      '{int:1024..900000} bytes ({float:1..800:1} KB)',
      '{int:1048576..90000000} bytes ({float:1..80:2} MB)',
    ],
    lifetime: ['<1 sec', '00:{int:10..59}', '0{int:1..9}:{int:10..59}', '{int:10..59}:{int:10..59}'],
    reason: [
      'connection to the proxy timed out',
      'the proxy answered 403 Forbidden',
      'the target host refused',
      'connection reset',
      'authentication failed for user {user}',
    ],
    rule: ['Localhost', 'No trackers', 'Default', 'Office only'],
    profile: ['Default', 'Travel'],
  },
  line: ({ atMs, message }) => `[${stamp(atMs, 'MM.DD hh:mm:ss')}] ${message}`,
};
