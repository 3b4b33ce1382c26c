import { table } from '../statement.ts';
import type { System } from '../system.ts';

const statements = table(String.raw`
520 0 hw.probe/reading.temp        ambient={int:18..44}
310 0 hw.probe/reading.fan         fan speeds ( {list:4..8: :{int:2000..9000}} )
240 1 fabric.port/state.change     port {int:1..32} on {leaf} went down, peer {node}
205 1 fabric.port/state.change     port {int:1..32} on {leaf} came up, peer {node}
160 0 node.boot/stage              boot (command {int:100..9999})
120 1 node.boot/stage              halt (command {int:100..9999})
96  1 node.alive/lost              {node} missed {int:3..9} beats
70  0 node.alive/found             {node} answers again
52  0 sched.queue/run              job {int:10000..99999} of {owner} placed on {list:1..6: :{node}}
50  0 sched.queue/end              job {int:10000..99999} exit {int:1..255}
41  0 sched.queue/end              job {int:10000..99999} exit 0
30  1 disk.pool/full               pool {pool} at {int:90..99}%
22  1 mem.ecc/corrected            {int:1..90} corrected on bank {int:0..7}
18  1 disk.pool/server             file server of {pool} not responding
16  0 disk.pool/server             file server of {pool} OK
12  1 power.feed/alert             feed {one:A|B} below {int:180..220} V
9   1 node.cpu/trap                critical trap, cpu {int:0..3} of {node}
8   0 clock.sync/step              stepped {float:-2..2:4}
6   1 fabric.link/errors           link errors beyond threshold, {int:100..90000} since {int:1..60} min
5   1 mem.ecc/fatal                bank {int:0..7} taken offline
4   0 admin.cmd/issue              {owner} ran {admincmd}
3   1 fabric.net/broadcast         network broadcast storm
2   1 door.switch/open             cabinet {int:1..14} door open
2   0 door.switch/closed           cabinet {int:1..14} door closed
1   1 node.cpu/psu                 redundant supply gone
`);

export const gridEvents: System = {
  name: 'grid-events',
  about:
    'the event table of a cluster: row number, node, component, attribute, epoch seconds, a flag, and short messages, most of them with bare numbers',
  startMs: Date.UTC(2006, 2, 3, 4),
  paceMs: 9_000,
  statements,
  fields: {
    node: 'gn{int:1..256}',
    leaf: 'leaf{int:0..3}{one:a|b}',
    pool: ['home', 'scratch1', 'scratch2', 'apps'],
    owner: ['ifarr', 'mwolt', 'root', 'dchen', 'chem7'],
    admincmd: ['power on', 'power off', 'reset', 'console log', 'reboot -f'],
  },
  line: ({ atMs, level, source, message, fill, random }) => {
    const [component = '', attribute = ''] = source.split('/');
    return `${random.int(100_000, 999_999)} ${fill('{node}')} ${component} ${attribute} ${Math.floor(atMs / 1000)} ${level} ${message}`;
  },
};
