import { stamp } from '../clock.ts';
import { table } from '../statement.ts';
import type { System } from '../system.ts';
import { zipf, zipfWords } from './zipf.ts';

const statements = table(String.raw`
640 - -  {app} to {target}: let through by gate {gate}
600 - -  {app} to {target}: finished, {traffic} up, {traffic} down, {lasted}
210 - -  {app} to {target}: direct
130 - -  {app} asks for {name}
128 - -  {name} is {list:1..4: :{public}}
60  - -  {app} to {target}: gate {gate} says {gatesays}
44  - -  {app} to {target}: {socketerror}
30  - -  {name} has no address
28  - -  {app} seen for the first time, {folder}
20  - -  rule "{rule}" matches {app}
18  - -  {gate} up {int:8..900} ms
17  - -  {gate} down
12  - -  {app} has {int:50..900} open
9   - -  blocked {app}
8   - -  unblocked {app}
6   - -  profile {profile}
4   - -  traffic today {traffic} in {int:100..9000} connections
3   - -  settings saved
3   - -  woke up
2   - -  licence of {person} valid for {int:1..400} days
1   - -  new version {version}
`);

export const tunnelClient: System = {
  name: 'tunnel-client',
  about:
    'a tunnel on a desktop: day and month with a dot in brackets, no level, no logger, every message begins with a program, host or gate; three statements write most lines',
  startMs: Date.UTC(2022, 9, 30, 16),
  paceMs: 2_000,
  statements,
  fields: {
    app: zipf([
      'curlew.exe *64',
      'Chat',
      'Photo Desk',
      'svchostess.exe',
      'mailnest',
      'Quill Writer',
      'updater',
      'git',
      'Launcher Helper (Renderer)',
      'ssh.exe',
      'System',
      'java',
    ]),
    target: zipf(['{name}:443', '{name}:80', '{public}:{int:1..65000}', '{name}:5222', '[{ip6}]:443']),
    name: zipf([
      'api.chat.example',
      'cdn{int:1..40}.photo.example',
      'www.{noun}.example',
      'tracker.example',
      'mail.nordwind.example',
      'nas',
      'localhost',
    ]),
    gate: zipf(['Oslo', 'Frankfurt 2', 'office proxy', 'São Paulo', 'Home', 'Singapore (slow)']),
    traffic: zipf([
      '{int:0..999} B',
      '{int:0..999} B',
      '{float:1..900:1} KB ({int:1000..900000} B)',
      '{float:1..90:2} MB ({int:1000000..90000000} B)',
    ]),
    lasted: zipf(['under a second', '00:{int:10..59}', '{int:10..59}:{int:10..59}', '0{int:1..9}:{int:10..59}:{int:10..59}']),
    gatesays: zipf(['forbidden', 'login needed', '"host unreachable"', 'no answer in {int:10..60} s', 'too many tunnels']),
    socketerror: zipf([
      'connection refused',
      'timed out',
      'reset by the other side (10054)',
      'network is unreachable',
      'cancelled by the program',
    ]),
    folder: zipf(['C:\\Program Files\\{noun}', '/Applications/{first} Tools', 'C:\\Users\\{first}\\Desktop\\new folder ({int:2..9})']),
    rule: zipf(['Default', 'All mail', 'No tracking', 'Games via Oslo', 'LAN']),
    profile: zipfWords('home work travel'),
  },
  line: ({ atMs, message }) => `[${stamp(atMs, 'DD.MM')} - ${stamp(atMs, 'hh:mm:ss')}] ${message}`,
};
