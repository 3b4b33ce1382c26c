import { stamp } from '../clock.ts';
import { table } from '../statement.ts';
import type { System } from '../system.ts';
import { zipf, zipfWords } from './zipf.ts';

const statements = table(String.raw`
^2 info gate/http.front     listening on {ip}:{int:8000..9700}, {int:2..16} greenlets
^2 info hand/vmm.driver     features ❴'snapshots': {bool}, 'shelve': {bool}, 'rescue': {bool}❵
flow 62
100 info gate/http.front     {ip} > {verb} {resource} {int:300..90000}b {float:0.01..2:7}s
100 info plan/sieve          {sieve} let {int:1..40} of {int:40..60} hosts pass
100 info hand/ledger         (box {@box}) wants ram={int:512..65536}M disk={int:10..900}G cpu={int:1..64}
95  info hand/ledger         (box {@box}) booked on {host}
6   warn hand/ledger         (box {@box}) not booked on {host}: {refusal}
92  info hand/wire           (box {@box}) nic {mac} plugged into {bridge}
90  info hand/vmm.driver     (box {@box}) base layer "{image}" already here
90  info hand/vmm.driver     (box {@box}) guest defined
88  info hand/stopwatch      (box {@box}) guest up after {float:2..60:2} s
88  info hand/stopwatch      (box {@box}) whole build {float:4..80:2} s
80  info hand/events         (box {@box}) guest paused
80  info hand/events         (box {@box}) guest resumed
60  info hand/vmm.driver     (box {@box}) tearing down
58  info hand/disks          (box {@box}) unlink {boxfile}
58  info hand/disks          (box {@box}) unlinked {boxfile}
57  info hand/stopwatch      (box {@box}) gone after {float:0.2..6:2} s
end
560 info gate/http.front     {ip} > {verb} {resource} {int:300..90000}b {float:0.01..2:7}s
150 info gate/meta           {ip} reads key "{metakey}", {int:4..900} bytes
60  info hand/census         {host} ram {int:512..262144}/{int:16384..262144} disk {int:0..900}/{int:100..9000} cpu {int:0..128}/{int:8..128} devices [{maybe:30:nic={int:1..8}}]
58  info hand/census         {host} same as before
40  info plan/hosts          box list of '{host}' is current
22  warn plan/hosts          {host} silent for {int:60..900} s
36  debug hand/mutex         "{lock}" taken by {locker}
35  debug hand/mutex         "{lock}" given back by {locker}, held {float:0..9:3}s
18  info hand/layers         {hex:40} {path} verify
18  info hand/layers         {hex:40} {path} used by {int:0..4} here, {int:0..9} elsewhere
11  warn hand/layers         {path} belongs to nobody
9   info hand/layers         may go: {list:1..4: :{path}}
8   info hand/layers         {path} is too fresh to go
26  info gate/keys           keypair '{keyname}' imported for {user}
24  warn gate/quota          {quota}: asked for {int:1..90} with {int:0..9} left
20  error hand/bus           call {rpc} to {host} unanswered after {int:30..180} s
15  info hand/bus            connected to {ip}:5671 as {locker}
15  warn hand/bus            disconnected from {ip}:5671: {neterr}
11  info hand/moves          (box {box}) move to {host} began
10  info hand/moves          (box {box}) move to {host} ended
3   error hand/moves         (box {box}) move to {host} broke: {neterr}
10  info hand/power          (box {box}) record says {power}, guest says {power}
7   warn hand/power          (box {box}) guest powered itself off
6   info disk/attach         {uuid} attached as /dev/vd{one:b|c|d}
6   info disk/attach         {uuid} detached from /dev/vd{one:b|c|d}
5   info disk/names          "{volname}" cut to 40 characters
3   error gate/http.front    unhandled {exception}: {refusal}
2   info plan/scales         {scale} weighs {float:-2..2:1}
1   warn gate/rules          rule fleet:{noun} is going away
1   info gate/http.front     signal 15
`);

export const cloudControl: System = {
  name: 'cloud-control',
  about:
    'the control plane of a cloud in Python: the rotated file in front of every line, a day of the year, ids of a call that may be absent, requests, ids in brackets',
  startMs: Date.UTC(2024, 4, 10, 3),
  paceMs: 900,
  statements,
  fields: {
    bool: ['True', 'False'],
    box: '{uuid}',
    host: zipfWords('iron-04 iron-11 iron-02 zinc-01 zinc-07.dc2.example iron-09'),
    sieve: zipfWords('RamFit CoreFit ZoneMatch ImageTraits NotBanned PciFit Affinity'),
    refusal: zipf([
      'not enough memory',
      'free disk {int:0..9}.00 GB < requested {int:10..90} GB',
      'zone is being emptied',
      "'NoneType' object has no attribute 'flavor'",
    ]),
    bridge: zipfWords('br-int br-ext br-tun9'),
    image: zipf(['{uuid}', 'ubuntu 22 minimal', 'windows server']),
    boxfile: '/var/lib/hand/boxes/{@box}_del',
    verb: zipfWords('GET POST DELETE PUT'),
    resource: zipf([
      '/v3/{@tenant}/boxes/detail',
      '/v3/{@tenant}/boxes/{uuid}',
      '/v3/images?limit={int:5..100}&marker={uuid}',
      '/v3/{@tenant}/volumes?status=in-use',
      '/',
      '/v3/flavors',
    ]),
    tenant: zipf(['54fadb412c4e40cdbaed9335e4c35a9e', '113d3a99c3da401fbd62cc2caa5b96d2', 'e9746973ac574c6b8a9e8857f56a7608', 'service']),
    metakey: zipf(['instance-id', 'local-ipv4', 'placement/zone', 'public-keys/0/key', 'hostname', '']),
    lock: zipf(['books', 'box_{hex:8}', 'nics of {uuid}', 'host state']),
    locker: zipf(['ledger.take', 'census._walk', 'wire.plug.<locals>.run', 'sieve.eat']),
    keyname: zipf(['laptop', 'ci key', '{user}@home', 'prod 2024']),
    quota: zipfWords('cores boxes ram volumes floating_ips'),
    rpc: zipfWords('build_box report_state wire_port sync_power reserve'),
    neterr: zipf(['timed out', '[Errno 104] Connection reset by peer', 'Socket closed', '[Errno 111] ECONNREFUSED']),
    power: zipf(['RUNNING', 'SHUTDOWN', 'PAUSED', 'CRASHED', 'no state']),
    volname: '{talk:3..8}',
    exception: zipfWords('AttributeError KeyError fleet.errors.NoValidHost TimeoutError'),
    scale: ['RamScale', 'IoScale', 'ZoneScale'],
    ids: zipf(['req:{hex:8}-{hex:4} acct:{@tenant} by:{hex:12}', 'req:{hex:8}-{hex:4} acct:{@tenant} by:{hex:12}', 'req:- acct:- by:-']),
  },
  line: ({ atMs, level, source, message, fill }) => {
    const [daemon = '', module = ''] = source.split('/');
    const file = `${daemon}.out.${1 + (Math.floor(atMs / 400_000) % 4)}.${stamp(atMs, 'YYYYMMDD')}`;
    return `${file} ${stamp(atMs, 'YYYY.DOY hh:mm:ss,SSS')} <${daemon.charCodeAt(0) * 41}> ${daemon}.${module} [~ ${fill('{ids}')}] (${level}) ${message}`;
  },
};
