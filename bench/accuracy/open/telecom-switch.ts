import { stamp } from '../clock.ts';
import { table } from '../statement.ts';
import type { System } from '../system.ts';

const statements = table(String.raw`
^2 notice  app        Application {app} started on node {node}
^3 info    app        Supervisor {sup} started with {int:1..40} children
^2 info    cfg        Loaded {int:10..900} routes, {int:2..60} trunks
^2 info    cfg        Numbering plan {noun} active
^2 info    sctp       Association {trunk} established with {ip}:{one:2905|2944}
flow 130
100 info   call       [{@call}] setup from {msisdn} to {msisdn} via {trunk}
100 debug  call       [{@call}] digits [{list:3..9:,:{int:0..9}}]
95  info   route      [{@call}] route {routename} selected, cost {int:1..90}
90  info   call       [{@call}] alerting
70  info   call       [{@call}] answered after {float:1..30:1}s
40  debug  media      [{@call}] codec {codec} ptime {one:10|20|30}
35  debug  media      [{@call}] rtp {ip}:{int:10000..30000} <-> {public}:{int:10000..30000}
12  info   call       [{@call}] held by {one:caller|callee}
11  info   call       [{@call}] resumed by {one:caller|callee}
6   info   call       [{@call}] transferred to {msisdn}
90  info   call       [{@call}] released, cause {cause}, duration {int:0..3600}s
85  info   cdr        [{@call}] record written to /var/cdr/{one:a|b}/{digits:10}.cdr
end
110 debug  isup       {trunk} CIC {int:1..500} <- {isup}
100 debug  isup       {trunk} CIC {int:1..500} -> {isup}
30  debug  isup       {trunk} CIC {int:1..500} state {cicstate} => {cicstate}
9   warning isup      {trunk} CIC {int:1..500} blocked
8   notice isup       {trunk} CIC {int:1..500} unblocked
40  debug  sccp       XUDT gt={digits:11} ssn={int:6..149} len={int:20..250}
22  debug  map        updateLocation imsi={digits:15} vlr={digits:11}
18  debug  map        sendRoutingInfo msisdn={msisdn}
16  debug  map        sendAuthenticationInfo imsi={digits:15} vectors={int:1..5}
6   warning map       abort dialogue={int:1000..90000} reason={abort}
50  info   sms        SM from {msisdn} to {msisdn} accepted ({int:1..4} parts)
42  info   sms        SM to {msisdn} delivered
9   warning sms       SM to {msisdn} failed, absent subscriber
6   warning sms       SM to {msisdn} expired
36  info   diameter   {peer} CCR-{one:I|U|T} session {peer};{int:1000..90000};{int:1..900}
33  info   diameter   {peer} CCA 2001 in {int:1..90}ms
4   error  diameter   {peer} CCA 5003 in {int:1..90}ms
5   warning diameter  {peer} watchdog timeout
8   notice diameter   {peer} peer open
8   notice diameter   {peer} peer closed
28  info   subscriber Subscriber {person} ({msisdn}) activated {service}
17  info   subscriber Subscriber {person} ({msisdn}) deactivated {service}
7   notice subscriber Subscriber {person} ({msisdn}) barred
6   notice subscriber Subscriber {person} ({msisdn}) unbarred
22  debug  timer      T{int:1..38} started for {ref}
16  debug  timer      T{int:1..38} expired for {ref}
15  debug  timer      T{int:1..38} cancelled for {ref}
~14 error  sctp       Association {trunk} lost: {sctp}
~12 notice sctp       Association {trunk} restored
24  debug  sctp       {trunk} path {ip} srtt {float:0.1..80:2} cwnd {int:1000..90000}
4   warning sctp      {trunk} path {ip} inactive
4   notice sctp       {trunk} path {ip} active
~10 alert  alarm      Alarm {alarm} raised on {board}, severity {severity}
~9  notice alarm      Alarm {alarm} cleared on {board}
4   info   alarm      Alarm {alarm} acknowledged by {user}
19  debug  board      {board} temp {int:30..88}C fan {int:2000..9000}rpm
5   warning board     {board} voltage {float:-48.9..-40:2}V low
4   notice board      {board} inserted
4   notice board      {board} removed
3   notice board      {board} switchover to standby
8   info   clock      Reference {one:BITS-A|BITS-B|line 3} selected
5   warning clock     Reference {one:BITS-A|BITS-B|line 3} degraded, offset {int:-900..900} ns
3   notice clock      Holdover
3   notice clock      Locked
40  debug  load       cpu {int:1..99}% runq {int:0..40} procs {int:900..90000}
8   warning load      Overload level {int:1..3}, rejecting {int:1..50}%
7   notice load       Overload ceased
21  info   cli        {user}@{ip}: {clicommand}
12  notice cli        {user} logged in from {ip}
12  notice cli        {user} logged out
4   warning cli       {user} failed login from {ip}
14  info   mnesia     Table {mtable} copied from {node} in {int:1..9000} ms
3   error  mnesia     Inconsistent table {mtable} on [{list:2..3:,:{node}}]
5   notice cluster    Node {node} up
5   notice cluster    Node {node} down
4   warning cluster   Net tick late by {int:100..9000} ms
9   error  sup        Child {child} terminated, reason {reason}
8   info   sup        Child {child} restarted ({int:1..5}/5)
1   critical sup      Child {child} gave up
13  info   lawful     Warrant LI-{digits:5} checked
3   notice lawful     Warrant LI-{digits:5} provisioned until {int:10..28}.0{int:1..9}.202{int:4..6}
11  debug  dns        enum {list:7..11:.:{int:0..9}}.e164.example -> {list:1..2: :sip:{digits:6}@{noun}.example}
6   debug  dns        enum {digits:11} nxdomain
9   info   conference Room "{room}" opened by {msisdn}
9   info   conference Room "{room}" closed, {int:2..30} participants
10  info   voicemail  Message for {msisdn}, {int:3..120}s
8   info   voicemail  Box {msisdn} emptied
7   info   port       Number {msisdn} ported in from {operator}
7   info   port       Number {msisdn} ported out to {operator}
6   notice fraud      {msisdn}: {int:20..300} calls to {country} in {int:1..60} min
5   info   roaming    {msisdn} attached in {country} ({operator})
5   info   roaming    {msisdn} detached
4   debug  hex        {list:8..24: :{HEX:2}}
3   info   tariff     Tariff {tariff} valid from {int:2023..2025}-0{int:1..9}-01: {float:0.01..2:4} {one:EUR|GBP}/min
2   info   backup     Backup to {user}@{ip}:/backup/{noun}.tgz done
2   error  backup     Backup to {user}@{ip}:/backup/{noun}.tgz failed
2   notice license    {int:1..90} days left
1   notice license    License renewed
1   warning cfg       Unknown parameter '{noun}' ignored
1   info   cfg        Trunk {trunk} added by {user}
1   info   cfg        Trunk {trunk} deleted by {user}
1   error  app        Crash dump written to /var/crash/erl_{digits:8}.dump
1   notice app        Shutdown ordered by {user}
`);

export const telecomSwitch: System = {
  name: 'telecom-switch',
  about:
    'a telephone switch in Erlang: process ids in angle brackets first, the time in the middle, a hundred statements, states, digits, dumps, names of people',
  startMs: Date.UTC(2024, 2, 10, 4),
  paceMs: 210,
  statements,
  fields: {
    app: ['switch', 'media', 'charging'],
    node: "'{one:sw|mg}{int:1..3}@rack{int:1..4}'",
    sup: ['call_sup', 'media_sup', 'trunk_sup'],
    trunk: ['TG-WEST', 'TG-EAST', 'tg_{noun}', 'TG-INTL-{int:1..4}'],
    msisdn: '+{one:49|351|48|44}{int:100000000..999999999}',
    call: '{hex:8}-{hex:4}',
    routename: ['primary', 'overflow', 'least cost', 'intl-2', 'emergency'],
    codec: ['G.711a', 'G.729', 'AMR-WB', 'opus'],
    cause: ['16 (normal clearing)', '17 (user busy)', '31 (normal, unspecified)'],
    isup: ['IAM', 'ACM', 'ANM', 'REL', 'RLC', 'CPG', 'SAM'],
    cicstate: ['idle', 'incoming', 'outgoing', 'wait_rlc', 'wait_acm'],
    abort: ['timeout', 'user abort', 'application context not supported'],
    peer: ['ocs1.charging.example', 'ocs2.charging.example', 'hss.core.example'],
    service: ['call forwarding', 'voicemail', 'CLIR', 'roaming data', 'three party'],
    ref: ['#Ref<0.{int:1000..9999}.{int:1..90}>', 'call {hex:8}', '{trunk}'],
    sctp: ['peer abort', 'max retransmissions', 'comm_lost'],
    alarm: ['LOS', 'AIS', 'high temperature', 'disk full', 'fan failure'],
    severity: ['minor', 'major', 'critical'],
    board: ['slot {int:1..16}', 'PSU {one:A|B}', 'fan tray'],
    clicommand: ['show calls', 'show trunk TG-WEST', 'block cic {int:1..500}', 'set debug on', 'exit', 'show alarms all'],
    mtable: ['subscriber', 'route', 'cic', 'session'],
    child: ['{one:call|trunk|cdr}_worker_{int:1..40}', 'cdr_writer', 'lb'],
    reason: ['normal', 'killed', '❴badmatch,❴error,enoent❵❵', '❴timeout,❴gen_server,call,[cdr,flush]❵❵', 'noproc'],
    room: ['Vorstand', 'daily', 'Team Nord', 'Q{int:1..4} review'],
    operator: ['Telnor', 'VivaMobil', 'Polska Sieć', 'BlueCell'],
    country: ['Portugal', 'Polska', 'United Kingdom', 'Italia', 'Cabo Verde'],
    tariff: ['Basic', 'Business Plus', 'Night', 'Tourist 7'],
    pid: '<0.{int:100..9000}.{int:0..3}>',
  },
  line: ({ atMs, level, source, message, fill }) =>
    `${fill('{pid}')} ${stamp(atMs, 'YYYY/MM/DD-hh:mm:ss')} [${level}] sw_${source}: ${message}`,
};
