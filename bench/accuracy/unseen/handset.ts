import { stamp } from '../clock.ts';
import { table } from '../statement.ts';
import type { System } from '../system.ts';

const statements = table(String.raw`
230 D PowerKeeper       acquireLock flags=0x{hex:1}, tag="{locktag}", name={package}, ws={worksource}, uid={uid}, pid={int:900..30000}
215 D PowerKeeper       releaseLock lock={int:10000000..260000000}, flags=0x{hex:1}, tag="{locktag}", name={package}, total_time={int:1..90000}ms
180 V SurfaceRouter     setLayerStack: layer={layer} z={int:1000..241000} visible={bool}
150 I ActivityFlow      moveToFront: ActivityToken❴{hex:7} u0 {package}/.{screen} t{int:1..900}❵
140 D KeyguardView      onNotifyChanged: shown={bool} occluded={bool} animate={bool}
120 V AudioPolicy       getDeviceForStream stream={int:0..9} -> 0x{hex:2}
100 D SensorGate        onReading type={int:1..40} value={float:-10..10:4}
90  D TrafficMeter      rx={log:1..9000000} tx={log:1..900000} iface={iface}
84  I SystemBars        updateClock
80  W BinderPool        {int:12..32} threads busy for {int:200..9000}ms
60  D JobRunner         scheduled job #u0a{int:1..200}/{int:1..4000} {package}/.{service}
55  D JobRunner         finished job #u0a{int:1..200}/{int:1..4000} {package}/.{service} in {int:1..9000}ms
40  I NotificationHub   enqueue pkg={package} id={int:-900000000..900000000} tag={tag} user=0
36  I NotificationHub   cancel pkg={package} id={int:-900000000..900000000} tag={tag} user=0
30  V WindowLayout      relayoutWindow: mode={mode}, request ({int:0..1440}x{int:0..2560}) frame=[{int:0..90},{int:0..90}][{int:100..1440},{int:100..2560}]
28  D BatteryWatch      level={int:1..100} plugged={int:0..2} temp={int:180..440}
26  E StrictGate        leaked {resource} acquired at {stackframe}
24  W PackageIndex      unknown permission {permission} in package {package}
20  I ProcessList       start proc {int:1000..30000}:{package}/u0a{int:1..200} for {starttype} {package}/.{service}
18  I ProcessList       killing {int:1000..30000}:{package}/u0a{int:1..200} (adj {int:100..906}): {killcause}
16  D WifiDriver        scan done, {int:0..40} results
14  D WifiDriver        rssi={int:-95..-30} linkSpeed={int:1..866} score={int:0..100}
12  D TelephonyTracker  signal changed from {signal} to {signal}
6   I DisplayBlanker    requestState ON
5   I DisplayBlanker    requestState OFF
3   I DisplayBlanker    requestState DOZE
10  I DisplayBlanker    brightness {int:0..255} -> {int:0..255}
10  D LocationBroker    provider {provider} enabled
9   D LocationBroker    provider {provider} disabled
8   W MediaEngine       error ({int:1..100}, {int:-2147483648..-1})
6   E JavaRuntime       FATAL EXCEPTION: {thread}
5   D BluetoothLink     state {btstate} -> {btstate} for {mac}
5   I AlarmQueue        set alarm type {int:0..3} at {int:1500000000000..1500090000000} for {package}
4   W InputDispatcher   dropping event because there is no focused window
3   I UsbDevice         cable connected
3   I UsbDevice         cable disconnected
2   E DropStore         cannot write entry: disk full
2   I ThermalHal        throttle level {int:0..4}
1   I ShutdownPath      powering off
`);

export const handset: System = {
  name: 'handset',
  about: "a phone's log: level, tag and process in one word with a colon, camelCase functions, key=value lists, object texts",
  startMs: Date.UTC(2017, 2, 17, 16),
  paceMs: 20,
  statements,
  fields: {
    bool: ['true', 'false'],
    uid: ['1000', '10061', '10144', '1001'],
    locktag: ['*launch*', 'AudioMix', 'RILJ', '*job*/{package}/.{service}', 'GpsEngine', 'View Lock'],
    worksource: ['null', 'WorkSource❴{uid}❵', 'WorkSource❴{uid} {package}❵'],
    package: [
      'com.lumo.systemui',
      'android.shell',
      'com.tern.messenger',
      'com.lumo.phone',
      'org.plover.maps',
      'com.tern.music',
      'net.heron.mail',
    ],
    screen: ['MainActivity', 'ChatActivity', 'SettingsActivity', 'PlayerActivity', 'IncallActivity'],
    service: ['SyncService', 'PushService', 'IndexJob', 'UploadService$Worker'],
    layer: ['StatusBar', 'NavigationBar', 'com.lumo.home/.Launcher', '{package}/.{screen}', 'Dim Layer for {package}'],
    iface: ['wlan0', 'rmnet_data0', 'lo', 'rmnet_data1'],
    tag: ['null', 'null', 'chat:{int:1..900}', 'download', 'missed call'],
    mode: ['MATCH', 'FIXED', 'FREEFORM'],
    resource: ['a Cursor', 'a ServiceConnection {hex:7}', 'an InputStream', 'a BroadcastReceiver'],
    stackframe: '{package}.{screen}.on{one:Create|Resume|Start}({screen}.java:{int:10..900})',
    permission: ['com.lumo.permission.{one:PUSH|SHARE|INDEX}', 'android.permission.{one:CAMERA|READ_LOGS}'],
    starttype: ['service', 'broadcast', 'activity', 'content provider'],
    killcause: ['empty #{int:10..30}', 'cached for {int:10..90} min', 'user request', 'low memory'],
    signal: ['NONE', 'POOR', 'MODERATE', 'GOOD', 'GREAT'],
    provider: ['gps', 'network', 'fused', 'passive'],
    thread: ['main', 'AsyncTask #{int:1..8}', 'OkPool-{int:1..9}'],
    btstate: ['IDLE', 'CONNECTING', 'CONNECTED', 'DISCONNECTING'],
  },
  line: ({ atMs, level, source, message, random }) =>
    `${stamp(atMs, 'MM-DD hh:mm:ss.SSS')} ${level}/${source}(${String(random.pick([1702, 1702, 2227, 2626, 928, 23_689])).padStart(5)}): ${message}`,
};
