import { table } from '../statement.ts';
import type { System } from '../system.ts';
import { zipf, zipfWords } from './zipf.ts';

const statements = table(String.raw`
^3 I boot.Stage           stage {one:early|services|apps} reached
^2 I pkg.Scan             scanned {int:80..240} packages in {int:900..9000} ms, {int:0..3} broken
310 V input.Router         dispatch {touch} x={float:0..1440:1} y={float:0..3200:1} to {pane}
240 D wm.PaneStack         layoutPane: pane={pane}, frame=[{int:0..90},{int:0..90}][{int:700..1440},{int:1500..3200}], dirty={bool}
150 D power.Lamp           setBacklight {int:0..255} (was {int:0..255}), why={why}
92  D power.Hold           hold {int:1..4000} "{hold}" taken by {pkg} ({uid}), bits {hex:2}
90  D power.Hold           hold {int:1..4000} "{hold}" dropped by {pkg} ({uid}), bits {hex:2}
70  V wm.Focus$Tracker     focus {pane} -> {pane}
64  D audio.Mixer          stream={stream} volume={int:0..15} muted={bool} device={device}
55  I notice.Board         post key={int:0..10}|{pkg}|{int:1..9000}|{tag}|{uid} importance={int:0..5}
50  I notice.Board         cancel key={int:0..10}|{pkg}|{int:1..9000}|{tag}|{uid} reason={int:1..18}
46  D radio.Signal         dbm={int:-120..-60} level={int:0..4} rat={rat}
40  V sensor.Hub           {sensor} {float:-9..9:3} {float:-9..9:3} {float:-9..9:3}
38  W gfx.Compositor       missed {int:1..60} vsync{maybe:40: on layer "{layer}"}
36  D app.Launcher         start {activity} from uid {uid} on display {int:0..1}
34  I app.Launcher         drawn {activity}: +{int:90..2900}ms
30  D app.Lifecycle        {activity} resumed
30  D app.Lifecycle        {activity} paused
26  D app.Lifecycle        {activity} stopped
24  I app.Reaper           kill {int:1000..32000}:{pkg}/{uid} (adj {int:200..999}): {killreason}
24  V job.Queue            enqueue {job} delay={int:0..90000} net={net}
22  V job.Queue            run {job}
22  V job.Queue            done {job} needsRetry={bool}
20  D clip.Store           clip changed by {pkg}
18  D bt.Link              {mac} state {btstate} -> {btstate}
16  I bt.Link              {mac} "{btname}" bonded
15  I bt.Link              {mac} "{btname}" connected
15  W net.Probe            {url} answered {int:500..511} after {int:20..4000} ms
14  D net.Probe            validated on {net}
14  D loc.Fuse             fix lat={float:-60..60:5} lon={float:-170..170:5} acc={float:3..900:1} src={one:gnss|cell|wifi}
13  V key.Map              keycode {int:3..280} {keyaction} unhandled
12  I tele.Call            call {callid} {callstate}
11  W binder.Gate          slow transact {interface}#{int:1..90}: {int:200..4000}ms
11  D theme.Overlay        {overlay} enabled for user {int:0..11}
11  D theme.Overlay        {overlay} disabled for user {int:0..11}
10  D ime.Bridge           showSoftKeys flags={int:0..3} token=@{hex:7}
10  D ime.Bridge           hideSoftKeys flags={int:0..3} token=@{hex:7}
9   E app.Guard            {pkg} not responding: {anr}
9   D batt.Gauge           {int:1..100}% {float:3.4..4.4:3}V {float:18..44:1}C {one:charging|discharging|full}
8   W perm.Gate            denied {permission} to {pkg} ({uid})
8   V perm.Gate            granted {permission} to {pkg} ({uid})
8   D alarm.Clock          next alarm at {int:1600000000000..1600090000000} for {pkg}
8   D wifi.Scan            {int:0..44} results, best "{ssid}" {int:-90..-30}
7   D wifi.Scan            scan throttled
6   I wifi.Join            joined "{ssid}" ch {int:1..165}
6   I wifi.Join            left "{ssid}" after {int:1..9000} s
6   W disk.Trim            /{one:data|cache} {int:80..99}% used
5   I lock.Screen          unlocked by {one:face|finger|pin|pattern}
5   I lock.Screen          locked
5   D cam.Open             camera {int:0..3} opened by {pkg}
5   D cam.Open             camera {int:0..3} closed by {pkg}
4   D dock.State           dock={bool}
4   V ui.Tile              Tile❴{tile}, active={bool}, label={tilelabel}❵ clicked
4   E media.Codec          {codec} error 0x{hex:8} in state {int:0..9}
3   W vold                 unsafe unmount
3   I sync.Account         {account}: finished, +{int:0..40} ~{int:0..40} -{int:0..9}
3   W therm.Zone           skin {float:41..52:1}
2   I time.Sync            clock moved by {int:-900..900} ms
2   I ota.Client           idle
2   E crash.Drop           {pkg} died: {exception} at {activity}.onCreate:{int:12..900}
1   I user.Switch          user {int:0..11} -> {int:0..11}
1   W boot.Stage           rollback watchdog armed
1   I shut.Down            rebooting: {one:user request|ota applied|low battery}
14 D gfx.Texture          pool {int:1..400} MB, evicted {int:0..90}
12 V text.Spell           {int:0..12} suggestions for {int:1..20} characters
11 D media.Session        {pkg} playing "{song}"
10 D media.Session        {pkg} paused "{song}"
9  I media.Session        {pkg} gone
9  D wm.Rotate            {int:0..3} -> {int:0..3}, locked={bool}
8  D wm.Rotate            ignored
8  D input.Palm           rejected {int:1..5} of {int:1..10}
7  D haptic.Drive         effect {effect} strength {float:0..1:2}
7  I dns.Cache            {host} {list:1..4:,:{public}}
6  I dns.Cache            {host} not found
6  W dns.Cache            {host} slow, {int:500..9000} ms
6  D share.Sheet          {pkg} -> {pkg} type {mime}
5  D share.Sheet          cancelled
5  I usb.Mode             mode now {usbmode}
5  D usb.Role             became host
4  D usb.Role             gave up host
4  D nfc.Poll             on
4  D nfc.Poll             off
4  I nfc.Tag              {HEX:14} tech={list:1..3:+:{nfctech}}
4  D geo.Fence            entered {place}
4  D geo.Fence            left {place}
3  I wallet.Pass          "{pass}" shown
3  I wallet.Pass          "{pass}" expired
3  D focus.Mode           {mode} until {int:0..23}:{digits:2}
3  W store.Quota          {pkg} over {int:50..900} MB
3  D step.Count           {int:0..24000}
3  I print.Job            "{song}" sent to {printer}
2  I print.Job            "{song}" refused by {printer}
2  E key.Store            alias "{alias}" missing
2  I key.Store            alias "{alias}" made, size {int:256..4096}
2  D ring.Tone            now "{song}"
2  W cam.Flash            too hot
2  I vpn.Tun              tun{int:0..3} up, mtu {int:1280..1500}
2  I vpn.Tun              tun{int:0..3} down
2  D cast.Find            {btname} at {ip}
1  W sim.Slot             {int:0..1} absent
1  I sim.Slot             {int:0..1} ready, {carrier}
1  D wall.Paper           colours #{HEX:6} #{HEX:6} #{HEX:6}
1  I user.Lost            remote wipe armed
1  E hal.Audio            writer gone
1  W app.Gate             intent from {pkg} had no receiver
`);

export const phoneShell: System = {
  name: 'phone-shell',
  about:
    'the shell of a phone: process, level letter and thread in columns before the time, class names with dots and dollars, object texts',
  startMs: Date.UTC(2021, 8, 14, 6),
  paceMs: 60,
  statements,
  fields: {
    bool: ['true', 'false'],
    uid: zipf(['1000', '10061', '10144', '10007', '1001', '10212', '1027']),
    pkg: zipfWords(
      'org.quill.home org.quill.notes net.lark.chat com.plum.mail org.quill.settings com.orbit.maps io.finch.player de.bahnblick system com.plum.photos:sync org.quill.keys',
    ),
    activity: ['{pkg}/.{screen}', '{pkg}/.{screen}', '{pkg}/{pkg}.ui.{screen}$Inner'],
    screen: zipfWords('Home Thread Compose Detail Settings Login Player Share EditScreen Picker'),
    pane: ['Pane#{hex:3}({activity})', 'Pane#{hex:3}(StatusStrip)', 'Pane#{hex:3}(SoftKeys)', 'null'],
    touch: zipf(['MOVE', 'DOWN', 'UP', 'HOVER', 'CANCEL']),
    why: zipf(['auto', 'user slider', 'dim before sleep', 'wake', 'thermal cap', 'proximity']),
    hold: zipf(['*job*/{pkg}', 'AudioOut', 'radio-ril', 'alarm walk', 'GnssFix', '*sync*/{account}']),
    stream: zipf(['MUSIC', 'RING', 'VOICE', 'ALARM', 'SYSTEM']),
    device: zipf(['speaker', 'wired headset', 'bt a2dp', 'earpiece', 'usb']),
    tag: zipf(['null', 'msg_{int:1..90}', 'download', 'group summary']),
    rat: zipf(['LTE', 'NR', 'UMTS', 'GSM', 'IWLAN', 'unknown']),
    sensor: zipf(['accel', 'gyro', 'magnet', 'gravity']),
    layer: zipf(['{activity}#0', 'StatusStrip#0', 'Wallpaper BBQ wrapper#0', 'SurfaceView - {activity}']),
    killreason: zipf(['empty #{int:17..40}', 'cached idle', 'remove task', 'depends on dying {pkg}', 'low memory']),
    job: '{pkg}/{int:1..400}',
    net: zipf(['ANY', 'UNMETERED', 'NONE', 'wlan0', 'rmnet{int:0..3}']),
    btstate: zipf(['IDLE', 'PAGING', 'CONNECTED', 'BONDING', 'TURNING_OFF']),
    btname: zipf(['Kitchen Speaker', 'Yann’s Buds', 'CAR 4417', 'BeoKlang', 'Desk']),
    url: 'http://probe.quill.example/gen_{int:200..204}?r={hex:6}&if={one:wlan0|rmnet1}',
    keyaction: ['down', 'up', 'repeat {int:1..40}'],
    callid: 'TC@{int:1..40}_{int:1..3}',
    callstate: zipf(['DIALING', 'ACTIVE', 'DISCONNECTED', 'RINGING', 'ON_HOLD', 'CONNECTING', 'DISCONNECTING']),
    interface: zipf(['org.quill.IPane', 'org.quill.IHold', 'org.quill.media.IMixer$Stub', 'org.quill.INotice']),
    overlay: 'org.quill.theme.{noun}',
    anr: zipf(['input dispatch timed out ({int:5000..9000} ms)', 'broadcast of {permission}', 'executing service {activity}']),
    permission: zipfWords('CAMERA FINE_LOCATION READ_CONTACTS RECORD_AUDIO BT_SCAN READ_PHONE'),
    ssid: zipf(['Nordwind Guest', 'attic', 'Café Zimmer', 'FRITZ 7', '<hidden>']),
    tile: zipfWords('wifi torch dnd cast hotspot'),
    tilelabel: zipf(['Wi-Fi', 'Flashlight', 'Do not disturb', 'Screen cast']),
    codec: zipfWords('c2.hw.avc.decoder c2.sw.aac.decoder OMX.finch.vp9'),
    account: '{email}',
    song: zipf(['{noun}', 'Blue {noun}', '{talk:2..5}', '{first} sings {noun} (Live)']),
    effect: zipf(['tick', 'heavy click', 'double click', 'pop']),
    host: zipf(['api.lark.example', 'www.{noun}.example', 'push.quill.example']),
    mime: zipfWords('text/plain image/* application/pdf */*'),
    usbmode: zipf(['charging only', 'file transfer', 'tethering', 'none']),
    nfctech: ['NfcA', 'IsoDep', 'Ndef', 'MifareClassic'],
    place: zipf(['Home', 'Work', 'Gym on {noun} street', '{float:-60..60:3},{float:-60..60:3}']),
    pass: zipf(['Tram 30 days', 'Nordwind loyalty', 'Flight ND{int:100..900}']),
    mode: zipf(['Sleep', 'Driving', 'Do not disturb', 'Work']),
    printer: zipf(['Hall', 'OfficePrint 4417']),
    alias: zipf(['wallet', 'backup key', 'attest_{int:1..9}']),
    carrier: zipf(['Tellus', 'Nordwind Mobile', 'roaming on Orbit']),
    exception: zipfWords('java.lang.NullPointerException org.quill.DeadGateException java.lang.IllegalStateException'),
  },
  line: ({ uptimeMs, level, source, message, random }) => {
    const process = random.pick([1043, 1043, 1043, 1288, 2210, 1790]);
    const thread = String(process + random.pick([0, 0, 12, 77, 144, 905, 11_230])).padStart(5);
    return `${process} ${level} ${thread} ${(uptimeMs / 1000 + 9000).toFixed(3).padStart(11)} ${source.padEnd(16)}> ${message}`;
  },
};
