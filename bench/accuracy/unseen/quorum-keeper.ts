import { stamp } from '../clock.ts';
import { table } from '../statement.ts';
import type { System } from '../system.ts';

const statements = table(String.raw`
360 WARN  RecvLane:188978561024:QuorumCnx$RecvLane@762          Interrupting SendLane
320 WARN  SendLane:188978561024:QuorumCnx$SendLane@688          Send lane leaving thread
300 WARN  RecvLane:{int:1..3}88978561024:QuorumCnx$RecvLane@765 Connection broken for id {int:100000000000..190000000000}, my id = {int:1..3}, error =
210 INFO  /10.10.34.{int:11..40}:3888:QuorumCnx$Acceptor@493    Received connection request /10.10.34.{int:11..40}:{int:30000..60000}
170 INFO  QuorumNode[myid={int:1..3}]/0.0.0.0:2181:LeaderVote@774    Notification time out: {int:200..60000}
120 INFO  NIOServer.Factory:0.0.0.0/0.0.0.0:2181:NIOServer$Factory@197    Accepted socket connection from /{ip}:{int:30000..60000}
95  INFO  CommitStage:{int:1..3}:TreeServer@617    Established session 0x{hex:15} with negotiated timeout {int:4000..20000} for client /{ip}:{int:30000..60000}
80  INFO  NIOServer.Factory:0.0.0.0/0.0.0.0:2181:NIOCnxn@1001    Closed socket connection for client /{ip}:{int:30000..60000} which had sessionid 0x{hex:15}
40  INFO  NIOServer.Factory:0.0.0.0/0.0.0.0:2181:NIOCnxn@1001    Closed socket connection for client /{ip}:{int:30000..60000} (no session established for client)
50  INFO  NIOServer.Factory:0.0.0.0/0.0.0.0:2181:TreeServer@839    Client attempting to establish new session at /{ip}:{int:30000..60000}
36  INFO  NIOServer.Factory:0.0.0.0/0.0.0.0:2181:TreeServer@832    Client attempting to renew session 0x{hex:15} at /{ip}:{int:30000..60000}
34  WARN  NIOServer.Factory:0.0.0.0/0.0.0.0:2181:NIOCnxn@349    caught end of stream exception
40  INFO  SessionTracker:TreeServer@325    Expiring session 0x{hex:15}, timeout of {int:4000..20000}ms exceeded
38  INFO  StageProc(sid:{int:1..3}_cport:-1)::PrepStage@476    Processed session termination for sessionid: 0x{hex:15}
36  INFO  StageProc(sid:{int:1..3}_cport:-1)::PrepStage@627    Got user-level exception when processing sessionid:0x{hex:15} type:{optype} cxid:0x{hex:2} zxid:0x{hex:10} txntype:-1 reqpath:n/a Error Path:{treepath} Error:KeeperErrorCode = {keepererror} for {treepath}
30  INFO  WorkerLane[{int:1..3}]:LeaderVote@542    Notification: {int:1..3} (n.leader), 0x{hex:9} (n.zxid), 0x{hex:1} (n.round), {peerstate} (n.state), {int:1..3} (n.sid), 0x{hex:1} (n.peerEPoch), {peerstate} (my state)
20  WARN  WorkerLane[{int:1..3}]:QuorumCnx@368    Cannot open channel to {int:1..3} at election address /10.10.34.{int:11..13}:3888
15  INFO  QuorumNode[myid={int:1..3}]/0.0.0.0:2181:QuorumNode@670    LOOKING
10  INFO  QuorumNode[myid={int:1..3}]/0.0.0.0:2181:QuorumNode@738    FOLLOWING
6   INFO  QuorumNode[myid={int:1..3}]/0.0.0.0:2181:QuorumNode@750    LEADING
12  INFO  QuorumNode[myid={int:1..3}]/0.0.0.0:2181:FileSnap@83    Reading snapshot /data/keeper/version-2/snapshot.{hex:9}
12  INFO  SyncLane:{int:1..3}:FileTxnSnap@240    Snapshotting: 0x{hex:9} to /data/keeper/version-2/snapshot.{hex:9}
9   INFO  SyncLane:{int:1..3}:FileTxn@199    Creating new log file: log.{hex:9}
9   WARN  SyncLane:{int:1..3}:FileTxn@334    fsync-ing the write ahead log took {int:1000..9000}ms which will adversely affect operation latency
8   INFO  LearnerLane-/10.10.34.{int:11..13}:{int:30000..60000}:LearnerLane@263    Follower sid: {int:1..3} : info : {peerinfo}
8   WARN  LearnerLane-/10.10.34.{int:11..13}:{int:30000..60000}:LearnerLane@575    ******* GOODBYE /10.10.34.{int:11..13}:{int:30000..60000} ********
7   INFO  QuorumNode[myid={int:1..3}]/0.0.0.0:2181:Follower@63    FOLLOWING - LEADER ELECTION TOOK - {int:20..900}
5   INFO  QuorumNode[myid={int:1..3}]/0.0.0.0:2181:Leader@358    LEADING - LEADER ELECTION TOOK - {int:20..900}
^3 INFO  main:QuorumConfig@101    Reading configuration from: /etc/keeper/keeper.cfg
^3 INFO  main:QuorumConfig@334    Defaulting to majority quorums
^3 INFO  main:PurgeTask@78    autopurge.{one:snapRetainCount|purgeInterval} set to {int:0..5}
^3 INFO  main:Env@100    Server environment:{envkey}={envvalue}
4   ERROR NIOServer.Factory:0.0.0.0/0.0.0.0:2181:NIOCnxn@180    Unexpected Exception:
3   WARN  QuorumNode[myid={int:1..3}]/0.0.0.0:2181:Learner@236    Unexpected exception, tries={int:0..4}, connecting to /10.10.34.{int:11..13}:2888
2   INFO  QuorumNode[myid={int:1..3}]/0.0.0.0:2181:Learner@323    Getting a diff from the leader 0x{hex:9}
1   INFO  QuorumNode[myid={int:1..3}]/0.0.0.0:2181:Leader@345    LEADING - quorum lost
`);

export const quorumKeeper: System = {
  name: 'quorum-keeper',
  about:
    'a coordination service in Java: thread, class and line in one bracket that is now and then two words, a dash before the message, addresses with slashes',
  startMs: Date.UTC(2015, 6, 29, 17),
  paceMs: 4_000,
  statements,
  fields: {
    optype: ['create', 'delete', 'setData', 'multi'],
    treepath: ['/brokers/ids', '/consumers/{noun}/offsets', '/locks/{noun}-{digits:10}', '/config'],
    keepererror: ['NodeExists', 'NoNode', 'BadVersion', 'NotEmpty'],
    peerstate: ['LOOKING', 'FOLLOWING', 'LEADING'],
    peerinfo: 'keeper.quorum.QuorumNode$Server@{hex:7}',
    envkey: ['java.version', 'host.name', 'user.dir', 'os.arch'],
    envvalue: ['1.7.0_{int:40..90}', 'node{int:1..3}', '/opt/keeper', 'amd64'],
  },
  line: ({ atMs, level, source, message, fill }) =>
    `${stamp(atMs, 'YYYY-MM-DD hh:mm:ss,SSS')} - ${level.padEnd(5)} [${fill(source).replace('_', ' ')}] - ${message}`,
};
