import { stamp } from '../clock.ts';
import { table } from '../statement.ts';
import type { System } from '../system.ts';
import { zipf, zipfWords } from './zipf.ts';

const statements = table(String.raw`
^3 - kernel             Booting {kernelversion} on {int:2..64} processors
^3 - kernel             boot words: root={disk} ro{maybe:50: quiet}{maybe:30: console=ttyS{int:0..1}}
^3 - kernel             {int:500000..66000000}K of memory usable, {int:1000..900000}K reserved
^3 - init               entering runlevel {int:1..5}
^3 - init               {service} started
300 - keydoor(locks)  bad key from={rhost} tries={int:1..6} pw=none{maybe:40: as={account}}
170 - keydoor            nobody called {account} here, asked by {rhost}
150 - tick(locks)    sitting begins: {account} (by {account})
148 - tick(locks)    sitting ends: {account}
140 - tick               {account} > {command}
95  - filterd            IN={nic} OUT={maybe:20:{nic}} SRC={public} DST={ip} LEN={int:40..1500} TTL={int:1..255} PROTO={proto}{maybe:80: SPT={int:1024..65000} DPT={int:1..9999}}{maybe:50: SYN}
70  - addressd           offer {ip} to {mac}{maybe:60: ({machine})} via {nic}
68  - addressd           lease {ip} to {mac}{maybe:60: ({machine})} via {nic}
50  - ferryd             {rhost}: {account} stored {file}, {log:100..90000000} bytes
48  - ferryd             {rhost}: {account} fetched {file}, {log:100..90000000} bytes
40  - nameward           refused {zone}/{rtype} from {public}#{int:1024..65000}
32  - nameward           lame server {public}: {zone}
30  - timedrift          offset {float:-0.9..0.9:6} s, drift {float:-90..90:3} ppm, from {timesource}
26  - timedrift          {timesource} unreachable
25  - timedrift          {timesource} reachable
24  - kernel             {nic}: link up, {int:10..10000} Mb/s, {one:full|half} duplex
24  - kernel             {nic}: link down
22  - become(locks)      {account} became {account} on {tty}
20  - spool              job {int:1..9000} "{title}" from {account} queued on {printer}
18  - spool              job {int:1..9000} printed, {int:1..90} pages
9   - spool              {printer}: {printerstate}
18  - kernel             {process}[{int:300..32000}]: segfault at {hex:12} ip {hex:12} sp {hex:12} error {int:4..7}
16  - kernel             Out of memory: killed {process} ({int:300..32000}), {int:1000..9000000}kB
15  - kernel             {disk}: I/O error, sector {log:1000..900000000}
14  - kernel             usb {int:1..4}-{int:1..6}{maybe:30:.{int:1..4}}: new {usbspeed} device number {int:2..40}
14  - kernel             usb {int:1..4}-{int:1..6}{maybe:30:.{int:1..4}}: disconnected, device number {int:2..40}
12  - kernel             usb product: {usbproduct}
11  - gaugewatch         {sensor} {float:-20..110:1} (limits {int:-10..0}..{int:60..100})
10  - gaugewatch         {sensor} out of limits
10  - mounter            {export} mounted on {mountpoint}
9   - mounter            {export} unmounted from {mountpoint}
8   - logkeeper          {path} could not be turned over (status {int:1..9})
8   - logkeeper          and {int:2..90} more of the same
7   - mailq              {ID:9}: to={account}, from={account}@{machine}, size={int:300..9000}, held: {mailwhy}
6   - init               {service} stopped
6   - init               {service} failed with {int:1..255}
6   - auditor            rule {int:1..90}: {account} wrote {path}
5   - auditor            rule {int:1..90}: {account} read {path}
5   - accounts           new group {account}, gid {int:1000..9000}
5   - accounts           new user {account}, uid {int:1000..9000}, home {mountpoint}, shell {shell}
4   - accounts           user {account} expires {int:2022..2029}-{digits:2}-01
4   - packager           installed {package}
4   - packager           erased {package}
3   - packager           updated {package}
3   - kernel             random: crng ready
3   - kernel             martian source {ip} from {public}, on dev {nic}
2   - keydoor            generated new host key ({one:ed25519|rsa})
2   - kernel             clocksource {clock} unstable
1   - init               going down for {one:reboot|halt} NOW
1   - kernel             Restarting
34  - webfront          {public} {account} {method} {urlpath} {int:200..206} {log:20..900000}
16  - webfront          upstream {service} took {int:1000..90000} ms
14  - raid              md{int:0..3}: {int:0..100}% rebuilt, {int:1..900} min left
8   - raid              md{int:0..3}: degraded
8   - raid              md{int:0..3}: clean
12  - battery           UPS {upsstate}, {int:1..100}% left, load {int:5..100}%
9   - proxyd            DENIED {account} {urlpath}
9   - proxyd            TUNNEL {account} {zone}:{int:443..8443}
8   - sharer            {machine} ({ip}) opened share "{share}" as {account}
8   - sharer            {machine} ({ip}) closed share "{share}" as {account}
6   - sharer            oplock break on "{file}"
6   - scand             {file}: {virus} FOUND
6   - scand             {int:100..90000} files, {int:0..3} infected, {float:1..900:2} s
5   - dbmini            checkpoint {int:1..90000} pages
5   - dbmini            deadlock between {process} and {process}
5   - ring              node {host} joined, members: {list:2..5: :{host}}
5   - ring              node {host} left, members: {list:1..4: :{host}}
4   - ring              quorum lost
4   - ring              quorum regained
4   - kernel            CPU{int:0..31}: temperature above threshold
4   - kernel            CPU{int:0..31}: temperature normal
4   - kernel            EXT{int:3..4}-fs ({disk}): recovery complete
3   - kernel            EXT{int:3..4}-fs ({disk}): mounted read-only
3   - kernel            TCP: treason by {public}:{int:1..65000}, window {int:0..90}/{int:1000..9000000}
3   - kernel            {process} uses obsolete call {int:30..400}
2   - kernel            nmi: dazed, reason {hex:2}
2   - kernel            Call trace: {list:3..7: <- :{kfunction}+0x{hex:2}}
2   - certbot           {zone} renewed until {int:2022..2023}-{digits:2}-{digits:2}
2   - certbot           {zone} not renewed: {mailwhy}
2   - become(locks)     {account} was not allowed to become {account}
2   - keydoor           too many sleepers, {int:10..100} dropped
2   - shutdown          asked by {account}: "{talk:2..6}"
2   - tapewolf          slot {int:1..24} loaded
2   - tapewolf          slot {int:1..24} unloaded
2   - tapewolf          tape {ID:6} is full
1   - tapewolf          cleaning tape needed
1   - wolwake           {machine} awake
1   - hwclock           battery low
1   - kernel            Panic avoided
`);

export const unixHosts: System = {
  name: 'unix-hosts',
  about:
    'the system logs of several machines in one file: the host twice, modules in parentheses behind the program, some with a pid, kernel lines with a time of their own, no level; accounts are plain words',
  startMs: Date.UTC(2021, 5, 3, 4),
  paceMs: 12_000,
  statements,
  fields: {
    kernelversion: '{int:4..6}.{int:0..19}.{int:0..90}-{one:generic|server|rt}',
    disk: zipfWords('/dev/hda1 /dev/sda2 /dev/md0 /dev/mapper/root /dev/vdb'),
    service: zipfWords('keydoor tick spool addressd nameward timedrift mailq ferryd filterd gaugewatch xfs autofs'),
    account: zipfWords(
      'root anna backup nobody test www guest oracle greta daemon operator mail news marek info student pi admin1 deploy paper games sales',
    ),
    rhost: zipf([
      '{public}',
      '{public}',
      '{noun}.dyn.example.net',
      '{int:60..220}-{int:1..250}-{int:1..250}.pool.tellus.example',
      'localhost',
    ]),
    command: zipf([
      '/usr/lib/sa/sa1 1 1',
      'run-parts /etc/tick.hourly',
      '/opt/backup/nightly "{noun}" > /dev/null 2>&1',
      '[ -x /usr/sbin/trim ] && trim -a',
      'python3 /home/{account}/sync.py --all',
    ]),
    nic: zipfWords('eth0 eth1 enp3s0 wlan0 bond0 br-lan'),
    proto: zipfWords('TCP UDP ICMP 47'),
    machine: zipfWords('printer anna-laptop tv scanner reception pos-3 iphone'),
    file: zipf(['/pub/{noun}.zip', '/incoming/{noun} {int:1..30}.pdf', '{path}']),
    zone: zipf(['{noun}.example', 'www.{noun}.example', '{int:1..250}.{int:1..250}.10.in-addr.arpa', 'isc.example']),
    rtype: zipfWords('A AAAA ANY PTR TXT'),
    timesource: zipfWords('time1.tellus.example 10.0.0.2 gps ntp.nordwind.example local'),
    tty: zipfWords('tty1 pts/0 pts/3 none'),
    title: zipf(['Invoice {int:100..9000}', 'Microsoft Word - {noun}.doc', '{talk:1..5}', 'test page']),
    printer: zipfWords('hall office_2 label plotter'),
    printerstate: zipf(['out of paper', 'paused', 'toner low', 'cover open', 'ready', 'offline since yesterday']),
    process: zipfWords('java firefox httpd python3 mysqld cat X thumbnailer plugin-host'),
    usbspeed: zipfWords('high-speed full-speed low-speed SuperSpeed'),
    usbproduct: zipf(['Optical Mouse', 'USB Flash Disk', 'Keyboard K{int:100..900}', 'Card Reader', 'UPS']),
    sensor: zipf(['CPU', 'Board', 'PSU 1', 'Fan Rear', 'Disk Bay 2', '+12V']),
    export: zipf(['filer:/vol/home', 'filer:/vol/{noun}', '//nas/Shared Docs', 'LABEL=BACKUP']),
    mountpoint: zipf(['/home/{account}', '/mnt/{noun}', '/media/usb stick']),
    mailwhy: zipf(['connection refused', 'mailbox full', 'name server said nothing', 'looping']),
    shell: zipfWords('/bin/bash /sbin/nologin /bin/sh'),
    package: '{noun}{maybe:40:-{one:libs|devel|common}}-{version}-{int:1..40}.{one:x86_64|noarch}',
    method: zipfWords('GET POST HEAD PUT PROPFIND'),
    urlpath: zipf(['/', '/{noun}/{int:1..90}', '/mail/?_task={noun}&_uid={int:1..9000}', '/cgi-bin/{noun}.sh', '/favicon.ico']),
    upsstate: zipf(['on line', 'on battery', 'charging', 'replace battery']),
    share: zipf(['Public', 'Accounts 2021', 'scans', '{first}']),
    virus: zipf(['Eicar-Test', 'Win.Dropper.{noun}-{int:1000..9000}']),
    kfunction: zipfWords('do_sys_open vfs_read schedule tcp_ack page_fault __alloc_pages'),
    clock: zipfWords('tsc hpet pit'),
    host: zipfWords('orchid-3 gw orchid-1 mail filer orchid-2 kiosk'),
  },
  line: ({ atMs, uptimeMs, source, message, random, fill }) => {
    const isKernel = source === 'kernel';
    const pid = isKernel || ['init', 'become(locks)', 'logkeeper', 'filterd'].includes(source) ? '' : `[${random.int(300, 32_000)}]`;
    const since = isKernel ? ` [${(uptimeMs / 1000).toFixed(6)}]` : '';
    return `${stamp(atMs, 'YYYY/Mon/DD')} ${fill('{@host}.lan/{@host}')} ${stamp(atMs, 'hh:mm:ss')} ${source}${pid}:${since} ${message}`;
  },
};
