import { stamp } from '../clock.ts';
import { table } from '../statement.ts';
import type { System } from '../system.ts';
import { zipf, zipfWords } from './zipf.ts';

const statements = table(String.raw`
^3 INFO  main:Broker@77              broker {int:1..5} ({host}) build {version}-{hex:7}
^3 INFO  main:Broker@80              env {envkey} is {envvalue}
^3 INFO  main:Limits@31              open files {int:1024..65536}, max {int:65536..1048576}
430 INFO  accept:FrontDoor@212        from /{ip}:{int:32000..65000}
420 INFO  io:Wire@401                 /{ip}:{int:32000..65000} hung up{maybe:60: (lease 0x{hex:15})}
170 WARN  io:Wire@388                 short read of {int:0..4}/4 bytes by lease 0x{hex:15}, peer gone?
120 INFO  ack:LeaseBook@118           lease 0x{hex:15} opened for {int:4000..40000} ms, holder /{ip}:{int:32000..65000}
100 INFO  ack:LeaseBook@140           lease 0x{hex:15} prolonged
80  INFO  tick:LeaseBook@171          lease 0x{hex:15} ran out, {int:4000..40000} ms unused
66  INFO  vote:Ballot@512             n.sid={int:1..5} n.round={int:1..40} n.head=0x{hex:9} n.role={role}
60  WARN  send:PeerWire@604           no way to {int:1..5} ({host}/{ip}:{int:3880..3890})
40  WARN  recv:PeerWire@811           {int:1..5} lost to {int:1..5}; {exception}
38  WARN  send:PeerWire@733           queue wait interrupted
36  WARN  recv:PeerWire@820           sender stopped
34  WARN  send:PeerWire@740           sender left its loop
30  INFO  vote:Ballot@600             round {int:1..40} begins, head 0x{hex:9}
28  INFO  io:TopicStore@66            topic={topic} partition={int:0..31} segments={int:1..90} bytes={log:1000..90000000}
27  INFO  gc:TopicStore@97            Deleted {int:1..40} segments of {topic}-{int:0..31} older than {int:1..168}h
24  INFO  repl:LedgerReplica@311      Follower {int:1..5} of {topic}-{int:0..31} caught up at offset {log:10..9000000}
23  WARN  repl:LedgerReplica@318      Follower {int:1..5} of {topic}-{int:0..31} fell behind at offset {log:10..9000000}
22  ERROR repl:LedgerReplica@340      {topic}-{int:0..31} under minimum: in sync [{list:1..3:, :{int:1..5}}] of [{list:3..5:, :{int:1..5}}]
20  INFO  grp:Coordinator@150         Group {group} now {groupstate}, generation {int:1..400}, members {int:0..40}
18  INFO  grp:Coordinator@161         Member {member} joined group {group}
18  INFO  grp:Coordinator@166         Member {member} left group {group}: {leave}
16  INFO  snap:StateFile@82           writing state 0x{hex:9} to {path}
15  INFO  snap:StateFile@101          reading state {path}
12  WARN  sync:Journal@338            flush {int:1000..9000}ms
11  INFO  sync:Journal@290            next file j.{hex:9}
9   INFO  cfg:DynamicConfig@44        {cfgkey}: {cfgvalue} -> {cfgvalue}
8   ERROR io:Dispatch@99              {exception} thrown by {class}.{method}
34  WARN  audit:refused                {principal}: {authwhy}
60  INFO  audit:let-in                {principal} by {one:SCRAM|TLS|PLAIN}
6   DEBUG jmx:Beans@20                registered {class}[name={topic},kind={int:1..9}]
6   DEBUG jmx:Beans@29                unregistered {class}[name={topic},kind={int:1..9}]
5   WARN  heap:Pressure@61            old generation {int:80..99}% full
9   INFO  audit:command            {admin} asked by /{ip}:{int:32000..65000}
9   INFO  audit:command            {admin} not allowed for /{ip}:{int:32000..65000}
3   INFO  vote:Quorum@860             lead taken after {int:100..9000} ms
3   INFO  vote:Quorum@790             lead lost after {int:100..9000} ms
2   INFO  vote:Quorum@701             searching
2   WARN  snap:StateFile@130          {path} is damaged
1   ERROR main:Broker@120             halting on {exception}
1   INFO  main:Broker@133             bye
`);

export const ledgerBroker: System = {
  name: 'ledger-broker',
  about:
    'a replicated message broker in Java: nested brackets with the thread, class and line, a level behind them, leases, ballots, exceptions; a second writer audits between pipes',
  startMs: Date.UTC(2015, 6, 29, 17),
  paceMs: 1_100,
  statements,
  fields: {
    host: zipfWords('ledger-a ledger-b.atelier.example ledger-c ledger-d'),
    envkey: zipf(['java.home', 'user.dir', 'os.name', 'java.library.path']),
    envvalue: zipf(['/usr/lib/jvm/17', '/', 'Linux', '/usr/lib:/lib:/opt/native libs']),
    role: zipf(['LOOKING', 'FOLLOWING', 'LEADING', 'OBSERVING']),
    topic: zipf(['orders', 'clicks', 'audit.log', 'billing-events', '__offsets', '{noun}.dlq', 'mail']),
    group: zipfWords('reporting indexer mailer fraud-check console-4417 search'),
    groupstate: zipf(['stable', 'empty', 'preparing rebalance', 'dead', 'completing rebalance']),
    member: '{group}-{int:0..9}-{uuid}',
    leave: zipf(['heartbeat expired', 'client asked', 'fenced', 'poll interval of {int:100..900}s exceeded']),
    exception: zipf([
      'java.io.EOFException',
      'java.net.SocketException: Connection reset',
      'app.ledger.NoQuorumException',
      'java.net.ConnectException: Connection refused (Connection refused)',
      'app.ledger.store.Segment$CorruptException: crc at {int:1..90000}',
    ]),
    class: zipfWords('app.ledger.Topic app.ledger.io.Frame$Codec app.ledger.store.Segment app.ledger.Group$Member'),
    method: zipfWords('apply read lambda$start$3 flush <init>'),
    principal: zipf(['User:{user}', 'User:console', 'CN={noun},OU=Data Platform,O=Atelier', 'User:anonymous']),
    authwhy: zipf(['bad credentials', 'unknown mechanism', 'clock skew of {int:1..90} s', 'certificate expired']),
    cfgkey: zipfWords('log.retention.hours cleaner.threads max.frame.bytes'),
    cfgvalue: zipf(['{int:1..168}', 'default', 'compact,delete', '-1']),
    admin: zipfWords('ruok stat dump mntr kill'),
  },
  line: ({ atMs, level, source, message, random, fill }) => {
    const [thread = '', where = ''] = source.split(':');
    if (thread === 'audit') return `audit|${Math.floor(atMs / 1000)}|${level}|${where}|${message}`;
    const worker = ['io', 'recv', 'send', 'repl'].includes(thread) ? `${thread}-worker[shard=${random.int(0, 3)}]/${fill('{ip}')}` : thread;
    return `${stamp(atMs, 'DD.MM.YY-hh:mm:ss,SSS')} [${worker}:${where}] ${level.padEnd(5)} - ${message}`;
  },
};
