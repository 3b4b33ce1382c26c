import { table } from '../statement.ts';
import type { System } from '../system.ts';

const statements = table(String.raw`
^3 0  main     {bin} version {version} (build {hex:10}), pid {int:300..60000}
^3 1  main     mounting {device} on /srv/vol{int:0..11}
^3 1  journal  replaying journal, head {hex:12} tail {hex:12}
^2 1  journal  replay done: {int:0..900} records in {float:0.001..4:6}s
^3 5  alloc    freelist: {log:10..900000} extents, {float:0..100:1}% fragmented
^2 0  main     boot complete
flow 120
100 10 op       op {@op} recv from {client} {opkind} {@object} {int:0..4000000}~{int:512..65536}
100 20 op       op {@op} queued, depth {int:0..200}
90  20 cache    lookup {@object} hit
25  20 cache    lookup {@object} miss
70  15 replica  op {@op} sent to [{list:1..3:,:{int:0..23}}]
65  15 replica  op {@op} ack from {int:0..23}
95  10 op       op {@op} committed in {float:0.00001..0.2:6}
3   0  op       op {@op} failed: {errno}
end
160 20 alloc    allocate 0x{hex:5} len 0x{hex:4} -> [{list:1..4:,:0x{hex:9}~0x{hex:4}}]
80  20 alloc    release 0x{hex:9}~0x{hex:4}
90  25 csum     block 0x{hex:9} crc 0x{hex:8} ok
6   -1 csum     block 0x{hex:9} crc mismatch: expected 0x{hex:8}, got 0x{hex:8}
60  30 dump     {hex:8}: {hex:4} {hex:4} {hex:4} {hex:4} {hex:4} {hex:4} {hex:4} {hex:4}
110 5  heartbeat ping {int:0..23} rtt {float:0.0001..0.09:6}
30  1  heartbeat no reply from {int:0..23} since {float:1..90:3} (cutoff {float:1..90:3})
9   0  heartbeat peer {int:0..23} down
9   0  heartbeat peer {int:0..23} up
40  1  map      map epoch {int:4000..5000} -> {int:4000..5000}
36  5  map      pg {pg} acting [{list:3..3:,:{int:0..23}}] primary {int:0..23}
24  1  pg       pg {pg} state {pgstate} -> {pgstate}
18  1  recovery pg {pg} recovery started, {int:1..900} objects missing
17  1  recovery pg {pg} recovery finished after {float:0.1..400:3}s
30  5  recovery pg {pg} pushed {object} to {int:0..23}
22  5  recovery pg {pg} pulled {object} from {int:0..23}
21  1  scrub    pg {pg} scrub starts
20  1  scrub    pg {pg} scrub ok
3   0  scrub    pg {pg} scrub found {int:1..9} inconsistencies
12  1  scrub    pg {pg} deep-scrub starts
12  1  scrub    pg {pg} deep-scrub ok
34  5  compact  compacting level {int:0..6}: {int:2..40} files, {log:1000..9000000} bytes
33  5  compact  compaction done, wrote {int:1..20} files, {float:1..90:1} MB/s
15  10 compact  table {digits:6}.sst created
15  10 compact  table {digits:6}.sst deleted
44  5  journal  flushed to {hex:12} ({int:1..900} records, {float:0.0001..0.5:6}s)
8   1  journal  journal {int:70..99}% full
~16 0  disk     slow {one:read|write|flush} on {device}: {float:1..30:3}s
~9  -1 disk     {one:read|write} error on {device} sector {log:1000..900000000}: {errno}
4   -1 disk     {device} offline
3   0  disk     {device} online
19  5  disk     {device} temperature {int:28..61} C
12  5  disk     {device} smart: reallocated={int:0..40} pending={int:0..9} crc={int:0..4}
26  5  throttle throttle on, {int:100..900} in flight
25  5  throttle throttle off
33  10 client   {client} connected, features 0x{hex:16}
30  10 client   {client} closed
7   1  client   {client} fenced by {user}
11  1  client   {client} slow, {int:10..900} ops behind
17  5  snap     snapshot {snapname} of volume {volume} created
15  5  snap     snapshot {snapname} of volume {volume} removed
4   1  snap     snapshot {snapname} of volume {volume} is busy
14  5  quota    volume {volume} {int:1..79}% used
5   1  quota    volume {volume} near full ({int:80..94}%)
2   0  quota    volume {volume} full
16  5  lease    lease on {object} granted to {client} for {int:5..60}s
13  5  lease    lease on {object} revoked from {client}
9   5  lease    lease on {object} expired
10  5  crypto   key {hex:8} loaded
3   1  crypto   key {hex:8} rotated
12  1  admin    command '{admincommand}' from {user}
11  1  admin    command done, status 0
2   1  admin    command done, status -22
18  5  stats    iops r={int:0..9000} w={int:0..9000} lat99={float:0.1..90:2}ms
17  5  stats    mem heap={int:100..9000}M rss={int:100..9000}M mapped={int:0..900}M
8   5  net      listening on {ip}:{int:6800..6900}
7   10 net      accept {ip}:{int:30000..60000} fd {int:9..400}
6   10 net      fd {int:9..400} reset by peer
6   10 net      fd {int:9..400} would block
5   5  timer    tick {float:0.9..1.4:6}
4   1  watchdog thread {hex:12} stuck for {int:15..90}s in {function}
4   1  watchdog thread {hex:12} recovered
2   0  signal   got SIGHUP
1   0  signal   got SIGTERM
1   0  main     unmounting {device}
1   0  main     bye
1   -1 main     assert failed: {function} at store/{noun}.c:{int:40..4000}
`);

export const storageDaemon: System = {
  name: 'storage-daemon',
  about:
    'a storage daemon in C: epoch with microseconds, the thread in hex, a numeric level that may be negative, hex dumps, lists of extents, many statements',
  startMs: Date.UTC(2022, 3, 2, 11),
  paceMs: 90,
  statements,
  fields: {
    bin: ['stord', 'stord-ng'],
    device: ['/dev/sd{one:b|c|d|e}', '/dev/nvme{int:0..2}n1', '/dev/mapper/vg{int:0..1}-data'],
    client: ['client.{int:4000..4100}', 'client.{int:4000..4100}', 'gw.{noun}', 'mon.{one:a|b|c}'],
    op: '{int:100000..999999}',
    opkind: ['read', 'write', 'append', 'stat', 'truncate', 'omap-get'],
    object: ['{hex:8}.{hex:12}', 'vol.{hex:6}.{digits:8}', 'meta:{noun}'],
    pg: '{int:1..9}.{hex:2}',
    pgstate: ['active+clean', 'active+degraded', 'peering', 'active+undersized', 'remapped', 'backfilling'],
    errno: ['(5) Input/output error', '(28) No space left on device', '(110) Connection timed out', '(2) No such file or directory'],
    snapname: ['daily-{int:2022..2022}-{one:03|04}-{int:10..28}', 'before upgrade', 'manual', '@{noun}'],
    volume: ['vm-images', 'home', 'backup', 'scratch', 'pg data'],
    admincommand: ['status', 'pg dump', 'perf reset', 'config set debug {int:1..20}', 'snap ls home'],
    function: ['do_commit', 'journal_write', 'msgr_read', 'bl_alloc'],
    thread: ['7f{hex:2}a4c{one:1|2|3|4|5|6}', '7f3e0b{hex:1}'],
  },
  line: ({ atMs, level, source, message, random, fill }) =>
    `${Math.floor(atMs / 1000)}.${String(atMs % 1000).padStart(3, '0')}${random.int(100, 999)} ${fill('{thread}')} ${level.padStart(2)} stord.7 ${source}: ${message}`,
};
