import { table } from '../statement.ts';
import type { System } from '../system.ts';

const statements = table(String.raw`
^3 Log     Engine   Build {version}-{hex:7} ({one:Release|Shipping})
^3 Log     Engine   Listening on 0.0.0.0:{int:27000..27050}
^3 Log     Level    Loading {map}
^3 Log     Level    {map} loaded in {float:1..20:2}s
^3 Warning Asset    Missing texture {texture}
^3 Log     Engine   Tick rate {one:30|60|128}
flow 140
100 Log     Net     Handshake from {@address} (protocol {int:71..74})
100 Log     Auth    {@player} authenticated
100 Log     Game    {@player} joined
25  Log     Game    {@player} switched to team {team}
90  Log     Game    {@player} left the game
30  Log     Net     Connection {@address} closed: {one:client quit|timed out|kicked by vote}
end
510 Log     Kill    {player} killed {player} with {weapon}{maybe:18: (headshot)}
260 Log     Chat    {player}: {talk:1..9}
80  Log     Chat    [team] {player}: {talk:1..6}
150 Verbose Physics Body {int:1..900} asleep at ({float:-500..500:1}, {float:-500..500:1}, {float:-20..90:1})
70  Verbose Physics Body {int:1..900} awake
110 Verbose Net     {address} ping {int:8..300} loss {float:0..9:1}% jitter {float:0..30:1}
65  Log     Game    Round {int:1..30} started
62  Log     Game    Round {int:1..30} ended, {team} wins
40  Log     Game    {player} captured {flagpost}
30  Log     Game    {player} dropped {item}
55  Log     Game    {player} picked up {item}
20  Log     Vote    {player} voted yes
16  Log     Vote    {player} voted no
9   Log     Vote    Vote passed
8   Log     Vote    Vote failed
45  Verbose Script  OnTrigger {script}:{int:10..400}
~30 Warning Net     Packet out of order from {address} (expected {int:1000..60000}, got {int:1000..60000})
~18 Warning Perf    Frame took {float:40..200:2} ms
~14 Warning Perf    Server is overloaded, skipping {int:1..40} ticks
6   Error   Script  {script}:{int:10..400}: attempt to index a nil value ({one:field|local|global} '{noun}')
12  Log     Save    Autosave
11  Log     Save    Done
4   Log     Save    Saved world to C:\Games\Worlds\{noun} {int:1..9}.sav ({int:1..90} MB)
9   Log     Admin   Admin {player} banned {player} for {int:1..72} hours
5   Log     Admin   Admin {player} unbanned {player}
7   Log     Admin   Admin {player} muted {player}
4   Log     Admin   Admin {player} teleported {player} to {float:-500..500:0} {float:-500..500:0}
3   Error   Auth    Ticket of {player} refused
2   Warning Auth    Auth service unreachable, using cache
1   Error   Net     Socket error 10054
1   Log     Engine  Quit requested
`);

export const gameServer: System = {
  name: 'game-server',
  about: 'a game server in C++: seconds since start, no date, players (also of two words) in front, free chat, very short lines',
  startMs: Date.UTC(2024, 6, 13, 18),
  paceMs: 700,
  statements,
  fields: {
    player: [
      'xX_Rook_Xx',
      'marta',
      'Big Al',
      'n0ise',
      'Sir Lancelot',
      'zoe',
      '[VOID]Krell',
      'Pan Tadeusz',
      'wolf99',
      'The Dude',
      'mika',
      'qwertz',
      'Lady M',
      'ivo',
      'b4ndit',
      'tuxedo',
      'Old Joe',
      'nyx',
    ],
    map: ['harbor_night', 'canyon', 'old_mill', 'frostline'],
    team: ['red', 'blue'],
    weapon: ['rifle', 'longbow', 'rocket launcher', 'knife', 'shotgun', 'fall damage', 'plasma cutter'],
    item: ['medkit', 'ammo', 'golden key', 'armor', 'torch'],
    flagpost: ['the mill', 'bridge', 'north gate', 'dock 4'],
    script: ['doors.lua', 'spawn.lua', 'ai/patrol.lua', 'quest.lua'],
    texture: 'T_{noun}_{one:D|N|S}.dds',
    address: '{public}:{int:1024..65000}',
  },
  line: ({ uptimeMs, level, source, message }) =>
    `[${(uptimeMs / 1000).toFixed(3).padStart(9, '0')}] Log${source}: ${level === 'Log' ? '' : `${level}: `}${message}`,
};
