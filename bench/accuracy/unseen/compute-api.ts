import { stamp } from '../clock.ts';
import { table } from '../statement.ts';
import type { System } from '../system.ts';

const statements = table(String.raw`
890 INFO    strato.wsgi.server               {caller} "{request} HTTP/1.1" status: {one:200|200|200|204} len: {int:110..9000} time: {float:0..1:7}
40  INFO    strato.wsgi.server               {caller} "GET /v2/{hex:32}/servers/{uuid} HTTP/1.1" status: 404 len: {int:180..400} time: {float:0..1:7}
32  INFO    strato.compute.manager           [instance: {uuid}] Guest Started (Lifecycle Event)
30  INFO    strato.compute.manager           [instance: {uuid}] Guest Paused (Lifecycle Event)
28  INFO    strato.compute.manager           [instance: {uuid}] Guest Resumed (Lifecycle Event)
12  INFO    strato.compute.manager           [instance: {uuid}] Guest Stopped (Lifecycle Event)
70  INFO    strato.compute.manager           [instance: {uuid}] During power sync the instance has a pending task ({task}). Skipped.
60  INFO    strato.virt.imagecache           image {uuid} at ({basefile}): checking
58  INFO    strato.virt.imagecache           image {uuid} at ({basefile}): in use: on this node {int:0..3} local, {int:0..3} on other nodes sharing this storage
56  WARNING strato.virt.imagecache           Unknown base file: {basefile}
50  INFO    strato.virt.imagecache           Removable base files: {list:1..3: :{basefile}}
44  INFO    strato.compute.claims            [instance: {uuid}] Attempting claim: memory {int:512..8192} MB, disk {int:0..80} GB, vcpus {int:1..8} CPU
43  INFO    strato.compute.claims            [instance: {uuid}] Total memory: {int:64000..65000} MB, used: {float:512..9000:2} MB
43  INFO    strato.compute.claims            [instance: {uuid}] {resource} limit not specified, defaulting to unlimited
43  INFO    strato.compute.claims            [instance: {uuid}] Claim successful
9   WARNING strato.compute.claims            [instance: {uuid}] Claim failed: free {resource} {float:0..900:2} < requested {int:512..8192}
42  INFO    strato.virt.driver               [instance: {uuid}] Creating image
41  INFO    strato.virt.driver               [instance: {uuid}] Instance spawned in {float:1..40:2} seconds
30  INFO    strato.virt.driver               [instance: {uuid}] Deleting instance files {instancedir}
28  INFO    strato.virt.driver               [instance: {uuid}] Deletion of {instancedir} complete
28  INFO    strato.compute.manager           [instance: {uuid}] Took {float:0.1..40:2} seconds to {action} the instance{maybe:40: on the hypervisor}
26  INFO    strato.compute.tracker           Auditing locally available compute resources for node {host}
25  INFO    strato.compute.tracker           Final resource view: name={host} phys_ram={int:32000..65000}MB used_ram={int:512..32000}MB phys_disk={int:15..900}GB used_disk={int:0..90}GB total_vcpus={int:8..64} used_vcpus={int:0..32} pci_stats=[]
24  INFO    strato.compute.tracker           Resource record updated for {host}:{host}
20  WARNING strato.scheduler.host_manager    Host {host} has more disk space than database expected ({int:10..90} GB > {int:1..9} GB)
18  INFO    strato.scheduler.client          Successfully synced instances from host '{host}'.
12  INFO    strato.scheduler.client          Instance list from host '{host}' does not match, resyncing
10  ERROR   strato.messaging.amqp            AMQP server on {host}:5672 is unreachable: {amqperror}. Trying again in {int:1..30} seconds.
8   INFO    strato.messaging.amqp            Reconnected to AMQP server on {host}:5672
8   ERROR   strato.api.faults                Unexpected exception in API method: {exception}
6   WARNING strato.policy                    Policy {policy} failed for user {hex:32}
5   INFO    strato.api.faults                HTTP exception thrown: {fault}
4   WARNING strato.db.session                SQL connection failed. {int:1..10} attempts left.
2   INFO    strato.service                   Starting {role} node (version {version})
1   INFO    strato.service                   Caught SIGTERM, exiting
`);

export const computeApi: System = {
  name: 'compute-api',
  about:
    'the services of a cloud in one collected file: file name, stamp, process, dotted logger, request ids in brackets, instance ids at the head of the message',
  startMs: Date.UTC(2018, 4, 16),
  paceMs: 700,
  statements,
  fields: {
    caller: ['{ip}', '{ip}', '{ip}', '{ip},{ip}'],
    request: [
      'GET /v2/{hex:32}/servers{detail}',
      'GET /v2/{hex:32}/servers{detail}',
      'POST /v2/{hex:32}/os-external-events',
      'GET /latest/meta-data/{metakey}',
      'DELETE /v2/{hex:32}/servers/{uuid}',
    ],
    detail: ['/detail', '/detail', '/detail?limit={int:10..100}&marker={uuid}'],
    metakey: ['', 'instance-id', 'local-ipv4', 'placement/', 'public-keys/0/openssh-key', 'block-device-mapping/root'],
    task: ['spawning', 'deleting', 'networking', 'image_uploading'],
    basefile: '/var/lib/strato/instances/_base/{hex:40}',
    instancedir: '/var/lib/strato/instances/{uuid}_del',
    resource: ['memory', 'disk', 'vcpu'],
    action: ['build', 'spawn', 'destroy', 'deallocate network for'],
    host: ['cp-{int:1..4}.tellus.example', 'cp-1.tellus.example'],
    amqperror: ['[Errno 111] ECONNREFUSED', 'timed out', '[Errno 104] Connection reset by peer'],
    exception: ['KeyError: {one:host|flavor}', 'MessagingTimeout', 'ValueError: badly formed hexadecimal UUID string'],
    policy: ['os_compute_api:{noun}', 'admin_api'],
    fault: [
      'Instance {uuid} could not be found.',
      'No image found with ID {uuid}',
      'Flavor {int:1..40} could not be found.',
      'Quota exceeded for cores',
    ],
    role: ['compute', 'scheduler', 'conductor', 'console-auth'],
  },
  line: ({ atMs, level, source, message, fill, random }) => {
    const file =
      source.startsWith('strato.api') || source.startsWith('strato.wsgi')
        ? 'api'
        : source.startsWith('strato.sched')
          ? 'scheduler'
          : 'compute';
    const request = random.chance(0.7) ? `req-${fill('{uuid}')} ${fill(random.pick(['{hex:32} {hex:32} - - -', '- - - - -']))}` : '-';
    return `${file}.log ${stamp(atMs, 'YYYY-MM-DD hh:mm:ss.SSS')} ${{ api: 25746, scheduler: 25998, compute: 2931 }[file]} ${level} ${source} [${request}] ${message}`;
  },
};
