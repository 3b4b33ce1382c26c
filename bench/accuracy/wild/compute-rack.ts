import { table } from '../statement.ts';
import type { System } from '../system.ts';
import { zipf, zipfWords } from './zipf.ts';

const statements = table(String.raw`
620 NOTE mem.scrub    corrected bit {int:0..71} at 0x{hex:9}, rank {int:0..7}, syndrome 0x{hex:2}
380 NOTE fab.link     lane {int:0..11} retrain, {int:1..9} symbols lost
250 WARN fab.router   credit stall vc={int:0..7} in={port} out={port} for {int:8..4000} cycles
90  NOTE cpu.icache   parity error corrected
82  -    dump         r{digits:2}={HEX:16} r{digits:2}={HEX:16} r{digits:2}={HEX:16} r{digits:2}={HEX:16}
60  NOTE mem.scrub    pass {int:1..400} complete
44  WARN cool.loop    inlet {float:14..40:1} C, outlet {float:20..60:1} C, flow {float:0..80:1} l/min
41  NOTE job.shell    step {int:100000..140000}.{int:0..9} launched by {account}, {int:1..512} ranks
38  NOTE job.shell    step {int:100000..140000}.{int:0..9} ended, signal {int:0..15}
30  FAIL job.shell    could not enter {dir}: {errno}
26  FAIL job.shell    {program}: exec from {dir}: {errno}
24  FAIL fs.client    lost contact with {server}, {int:1..900} requests waiting
23  NOTE fs.client    contact with {server} restored after {int:1..4000} s
22  WARN fs.client    {server} evicted us
20  NOTE cpu.core     core {int:0..63} state {corestate}
18  FAIL cpu.mce      bank {int:0..27} status {HEX:16} addr {HEX:12} misc {HEX:16}
18  -    dump         trap {traptype} pc={HEX:12} lr={HEX:12} dsisr={HEX:8}
15  WARN pwr.shelf    psu {int:0..5} {voltage} {float:0.8..54:2} V below {float:0.9..54:2} V
15  NOTE fan.tray     fan {int:0..11} {int:2000..14000} rpm
14  FAIL fab.link     link {port} down
14  NOTE fab.link     link {port} up
12  NOTE boot.rom     image {image} loaded in {float:0.4..90:1} s
11  NOTE boot.rom     memory test {int:1..100}%
10  WARN clk.tree     skew {int:-900..900} ps against {node}
9   FAIL cpu.tlb      {int:1..400} uncorrectable
9   NOTE mon.poll     {node} {node} {node}{maybe:50: {node}} unreachable
8   NOTE mon.poll     all reachable
8   FAIL io.bridge    DMA timeout, queue {int:0..15}, tag 0x{hex:3}
7   WARN io.bridge    PCIe {digits:4}:{hex:2}:{digits:2}.{int:0..7} correctable {pcie}
7   NOTE srv.agent    drained by {account}: {drain}
7   NOTE srv.agent    returned to service by {account}
6   FAIL mem.ctl      DIMM {dimm} disabled
6   FAIL mem.ctl      DIMM {dimm} failed to train
5   WARN mem.ctl      DIMM {dimm} above {int:70..95} C
5   NOTE ntp.slave    source is now {server}
4   FAIL cpu.core     machine check, halting
4   NOTE srv.agent    firmware {fw} -> {fw}
3   FAIL pwr.shelf    emergency power off
2   NOTE door         rear door opened
2   NOTE door         rear door closed
2   WARN leak.rope    water at {float:0.1..12:1} m
1   FAIL srv.agent    heartbeat thread exited
1   NOTE lamp.test    ok
`);

export const computeRack: System = {
  name: 'compute-rack',
  about:
    'hardware events of a supercomputer: node, epoch seconds, controller, component and severity as plain columns; three statements write most lines; register dumps have no header',
  startMs: Date.UTC(2014, 8, 20, 8),
  paceMs: 4_000,
  statements,
  fields: {
    node: 'rk{digits:1}{int:1..4}.b{int:0..3}.n{int:0..15}',
    port: zipfWords('x+ y- z+ x- y+ z- w0 w1'),
    account: zipfWords('root hydro lattice protein greta operator plasma weather ocean'),
    dir: zipf([
      '/home/{account}/runs/{noun}',
      '/scratch/{account}',
      '/home/{account}/p{int:1..9} final/{noun}',
      '/g/g{int:10..99}/{account}/{noun}',
    ]),
    program: zipfWords('a.out solver md_step lattice.exe ocean3 xhpl-test'),
    errno: zipf(['No such file or directory', 'Permission denied', 'Stale handle', 'Exec format error', 'Input/output error']),
    server: zipfWords('mds0 oss11 oss12 oss03 mds1 io-7 oss20'),
    corestate: zipf(['parked', 'online', 'throttled', 'offline', 'halting for debug']),
    traptype: zipf(['data storage', 'program', 'alignment', 'machine check', 'instruction storage']),
    voltage: zipfWords('vcore 12V vdd_mem 48V 3V3'),
    image: zipf(['cnk-{version}.img', 'io-linux-{version}', 'diag']),
    pcie: zipf(['BadTLP', 'RxErr', 'BadDLLP', 'Rollover Timeout']),
    drain: zipf(['dimm swap', 'blue light on', 'user report of slow ranks', 'kernel {version}', 'cooling']),
    dimm: '{one:P0|P1}_{one:A|B|C|D}{int:1..2}',
    fw: '{int:1..4}.{int:0..30}{one:a|b|}',
  },
  line: ({ atMs, level, source, message, fill }) =>
    source === 'dump'
      ? message
      : `${fill('{@node}')} ${Math.floor(atMs / 1000)} ${fill('{@node}').slice(0, 4)}-ctl ${source} ${level} ${message}`,
};
