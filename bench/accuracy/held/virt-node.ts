import { table } from '../statement.ts';
import type { System } from '../system.ts';

const statements = table(String.raw`
^2 I core      agent {version} starting on {host}
^2 I core      kernel {int:5..6}.{int:1..19}.{int:0..90}-{int:1..9}-amd64, {int:16..128} cpus, {int:64..1024} GiB
^2 I core      plugins: {list:2..6:, :{plugin}}
^2 I api       listening on {ip}:{one:8774|9443}
^2 I store     opened pool {pool} ({int:1..90} TiB, {int:1..99}% used)
^1 I core      agent ready
flow 90
100 I vm        create {@vm} flavor {flavor} image {image}
98  I sched     {@vm} placed on {host}
97  I image     fetching {image} ({log:20..20000} MiB)
60  I image     {image} already cached
96  I store     volume {volume} attached to {@vm} as vd{one:a|b|c}
96  I net       port tap{hex:6} added to {bridge}
95  I net       address {ip} leased to {mac}
94  I vm        {@vm} started
90  D guest     {@vm} agent connected
40  I vm        {@vm} paused
38  I vm        {@vm} resumed
30  I vm        {@vm} rebooted
60  I vm        {@vm} stopped
50  I vm        {@vm} deleted
50  I net       port tap{hex:6} removed from {bridge}
50  I store     volume {volume} detached from {@vm}
end
flow 16
100 I migrate   {@vm} to {host} begun
95  D migrate   {@vm} {int:1..99}% copied, dirty rate {int:1..900} MiB/s
85  I migrate   {@vm} to {host} done in {float:1..400:1}s, downtime {int:8..900}ms
15  E migrate   {@vm} to {host} aborted: {migfail}
end
260 D stats     {vm} cpu {float:0..1600:1}% mem {int:128..65536}MiB net {int:0..9000}/{int:0..9000}kbps
70  D stats     host load {float:0..90:2} {float:0..90:2} {float:0..90:2}
50  D sync      state of {vm} is {vmstate}
44  D api       GET /v3/servers/{uuid} 200 {int:2..900}ms
22  D api       POST /v3/servers 202 {int:2..900}ms
8   W api       GET /v3/servers/{uuid} 404 {int:2..900}ms
4   E api       POST /v3/servers 500 {int:2..900}ms
30  D lock      acquired {lock} after {float:0..9:3}s
30  D lock      released {lock}
5   W lock      waited {float:9..90:1}s for {lock}
20  D amqp      consume {queue}
18  D amqp      publish {queue}
~9  E amqp      broker {ip}:5672 unreachable
4   I amqp      broker {ip}:5672 reachable again
12  I snap      {snapname} of {vm} taken ({log:10..90000} MiB)
10  I snap      {snapname} of {vm} restored
9   I snap      {snapname} of {vm} removed
3   E snap      {snapname} of {vm} failed: {one:quiesce timeout|no space}
12  I backup    {vm} backed up to {target}
3   W backup    {vm} skipped
2   E backup    {target} not mounted
14  D balloon   {vm} inflate {int:64..4096} MiB
13  D balloon   {vm} deflate {int:64..4096} MiB
8   I cpu       {vm} pinned to {list:1..8:,:{int:0..127}}
5   I cpu       {vm} unpinned
6   W cpu       steal {float:1..40:1}% on {vm}
5   W cpu       core {int:0..127} throttled
5   I cpu       core {int:0..127} unthrottled
6   I mem       huge pages {int:0..900}/{int:900..2000}
5   W mem       swap {int:1..90}%
2   E mem       ecc error on dimm {one:A|B|C|D}{int:1..4}, corrected
1   E mem       ecc error on dimm {one:A|B|C|D}{int:1..4}, uncorrected
14  I net       {bridge} link up {one:10|25|100}Gbps
13  W net       {bridge} link down
12  D net       fdb learned {mac} on {bridge}
11  D net       fdb expired {mac} on {bridge}
8   I net       vlan {int:2..4094} trunked on {bridge}
6   I net       floating address {public} associated with {vm}
6   I net       floating address {public} disassociated from {vm}
5   W net       duplicate address {ip6}
4   W net       mtu mismatch on {bridge}: {one:1500|9000} != {one:1450|8950}
9   I fw        rule {int:1..900} accept tcp {ip}/{int:8..32} port {int:22..9000}
8   I fw        rule {int:1..900} drop udp {ip}/{int:8..32} port {int:22..9000}
7   I fw        group {fwgroup} applied to {vm}
3   E fw        group {fwgroup} not found
11  D store     scrub {pool} {int:1..99}%
4   I store     scrub {pool} clean
2   E store     scrub {pool} repaired {int:1..90} blocks
4   W store     pool {pool} degraded
4   I store     pool {pool} healthy
3   W store     pool {pool} nearly full
9   I store     volume {volume} resized {int:1..100}G -> {int:100..900}G
6   I store     volume {volume} created
6   I store     volume {volume} destroyed
3   E store     io error {volume} lba {log:1000..900000000}
8   I console   {user} opened console of {vm}
8   I console   {user} closed console of {vm}
2   W console   token expired
7   I auth      {user} authenticated via {one:ldap|token|cert}
3   W auth      {user} rejected
2   W auth      clock skew {int:-900..900}s
6   I project   quota of "{project}" raised to {int:10..400} {one:cores|GiB|volumes}
5   I project   quota of "{project}" lowered to {int:10..400} {one:cores|GiB|volumes}
5   W project   "{project}" over quota
4   I project   "{project}" created by {person}
3   I project   "{project}" closed by {person}
6   I meta      {vm} tag {noun}={noun}
4   I meta      {vm} renamed to {vm}
5   D dhcp      discover {mac}
5   D dhcp      offer {ip} {mac}
5   D dhcp      request {ip} {mac}
5   D dhcp      ack {ip} {mac}
2   W dhcp      nak {mac}
5   I ha        {host} joined
5   W ha        {host} left
3   W ha        {host} fenced by {host}
3   I ha        quorum reached {int:2..5}/{int:3..5}
2   E ha        quorum lost
2   I ha        {host} is master
4   I gpu       {vm} got {gpu} at {hex:4}:{hex:2}:00.0
3   I gpu       {vm} gave back {gpu}
1   E gpu       xid {int:13..94} on {hex:4}:{hex:2}:00.0
4   W guest     {vm} agent silent for {int:30..900}s
3   E guest     {vm} panicked
3   D guest     {vm} fs frozen
3   D guest     {vm} fs thawed
3   I guest     {vm} hostname {noun}.{noun}.example
4   I image     {image} imported by {user}
3   I image     {image} retired
2   E image     {image} checksum {hex:32} != {hex:32}
2   D image     base {hex:40} unused, removing
3   I sched     rebalance: {int:0..9} moves
2   W sched     no host for {flavor}
2   I sched     {host} cordoned by {user}
2   I sched     {host} uncordoned by {user}
3   D timer     resync in {int:1..60}s
3   D timer     sweep took {float:0.1..20:3}s
2   W temp      inlet {int:28..45}C
1   W temp      psu {int:1..2} absent
1   I temp      psu {int:1..2} present
2   I ipmi      power cycle of {host} requested by {person}
2   I cert      renewed CN={host}.{noun}.example until 202{int:5..7}-0{int:1..9}-{int:10..28}
1   W cert      expiring in {int:1..20}d
2   D trace     enabled by {user}
2   D trace     disabled by {user}
1   I update    package {noun} {version} -> {version}
1   I update    reboot required
1   W update    held back: {list:1..3: :{noun}}
1   E core      unhandled exception KeyError('{noun}') in {one:vm|net}.py:{int:20..900}
1   W core      config key {noun}.{noun} deprecated, use {noun}.{noun}
1   I core      reloading
1   I core      draining, {int:1..40} tasks
1   I core      stopped
`);

export const virtNode: System = {
  name: 'virt-node',
  about:
    'the agent of a virtualisation host in Python: columns between commas with the host and epoch milliseconds, 140 statements, opposites, most of them seldom',
  startMs: Date.UTC(2024, 2, 4, 13),
  paceMs: 800,
  statements,
  fields: {
    host: ['hv01', 'hv02', 'hv03', 'hv-gpu1'],
    vm: ['vm-{int:1000..9999}', 'vm-{int:1000..9999}', '{noun}-{one:web|db|ci}-{int:1..9}', 'win2022 {first}'],
    node: ['hv01', 'hv02', 'hv03', 'hv-gpu1'],
    plugin: ['net', 'store', 'gpu', 'backup', 'meta', 'ha'],
    pool: ['fast', 'slow', 'tank0'],
    flavor: ['s1', 'm2', 'xl.mem', 'gpu.1'],
    image: ['debian-12', 'debian-11', 'windows 2022 core', 'alma9', '{uuid}'],
    volume: 'vol-{hex:8}',
    bridge: ['br0', 'br-{int:100..140}', 'ovs-prv'],
    migfail: ['not enough memory', 'connection reset', 'cancelled by {user}'],
    vmstate: ['idle', 'blocked', 'booting', 'suspending', 'waiting for disk'],
    lock: ['"{vm}"', '"image-cache"', '"placement"'],
    queue: ['compute.{host}', 'reply_{hex:32}', 'notifications.info'],
    snapname: ['nightly', 'before-update', '{noun}', 'snap {int:1..90}'],
    target: ['nfs1:/backup', 's3://vault-{noun}', 'tape 2'],
    fwgroup: ['default', 'web-public', 'db only'],
    project: ['Physics', 'Web Team', 'R&D', 'Student Lab {int:1..9}', 'billing'],
    gpu: ['A40', 'L4', 'RTX 6000'],
  },
  line: ({ atMs, level, source, message, fill }) => `${level},${fill('{@node}')},${source},${atMs},${message}`,
};
