import { stamp } from '../clock.ts';
import { table } from '../statement.ts';
import type { System } from '../system.ts';

const statements = table(String.raw`
^3 I INIT gateway {version} starting, cores [{list:2..6:,:{int:0..31}}]
^3 I INIT {int:2000..9000} instruments loaded from {venue}
^3 I SESS logon sent to {venue} seq={int:1..9}
^3 I SESS logon accepted by {venue}, heartbeat {one:10|30}s
flow 240
100 D ORDR new {@order} {symbol} {one:buy|sell} {int:1..900}@{price} {tif}
95  D WIRE -> 8=FIX.4.4|9={int:120..190}|35=D|34={int:1..90000}|11={@order}|55={symbol}|54={int:1..2}|38={int:1..900}|44={price}|10={digits:3}|
85  D WIRE <- 8=FIX.4.4|9={int:150..290}|35=8|34={int:1..90000}|11={@order}|39={int:0..4}|14={int:0..900}|6={price}|10={digits:3}|
85  I ORDR {@order} acked by {venue} in {float:3..900:1}us
50  I FILL {@order} filled {int:1..900}@{price}
20  I FILL {@order} partially filled {int:1..400}@{price}, {int:1..500} left
15  I ORDR {@order} cancelled
6   W ORDR {@order} rejected: {reject}
8   I ORDR {@order} replaced by {order}
end
260 T BOOK {symbol} {price} x {int:1..900} / {price} x {int:1..900}
140 D RISK {account} exposure {money} limit {money}
11  W RISK {account} over limit by {money}
9   I RISK {account} enabled
8   I RISK {account} disabled by {person}
80  T LATN p50={float:1..9:2} p99={float:9..90:2} max={float:90..900:2}
60  D SESS heartbeat {venue}
50  D SESS test request {venue} id={int:1..90000}
~20 W SESS gap from {venue}: expected {int:1..90000} got {int:1..90000}
~12 E SESS {venue} disconnected ({one:peer reset|heartbeat timeout|logout})
9   I SESS {venue} reconnected
44  I MKTD {symbol} {phase}
14  I MKTD {symbol} halted
13  I MKTD {symbol} resumed
38  D MKTD packet {int:1000..90000}-{int:1000..90000} channel {one:A|B}
13  W MKTD packet loss on channel {one:A|B}: {int:1..40}
22  I POSN {account} {symbol} {int:-900..900} pnl {int:-90..90}{digits:3}.{digits:2}
18  I CONF {param}={int:1..900} (was {int:1..900}) by {user}
7   I ALGO {algo} started on {symbol}
7   I ALGO {algo} stopped on {symbol}
5   W ALGO {algo} slippage {float:-9..9:2}bp on {symbol}
6   I DROP copy to {one:backoffice|compliance|risk desk} ok
3   E DROP copy to {one:backoffice|compliance|risk desk} failed
4   W CLCK ptp offset {int:-900..900}ns
3   I CLCK ptp master {mac}
3   I EODP {int:100..9000} trades, volume {money}
2   E MEMO ring {one:in|out|md} full
2   W MEMO huge pages unavailable, using {int:2..4}kB
1   I KILL switch armed by {person}
1   E KILL switch fired
1   I EXIT bye
`);

export const tradingGateway: System = {
  name: 'trading-gateway',
  about:
    'a trading gateway in C++: one letter of level, a joined date, a thread and a module of four letters, FIX messages, money, prices, microseconds',
  startMs: Date.UTC(2024, 4, 14, 7),
  paceMs: 35,
  statements,
  fields: {
    venue: ['XNORD', 'XALP', 'DARK-1', 'Baltic OTC'],
    order: '{ID:3}{digits:7}',
    symbol: ['ACME', 'NWND', 'QNCE.B', 'TELL', 'HOLM', 'BRK/P', 'ZEPH', '6758.X'],
    price: '{int:2..400}.{digits:2}{maybe:30:5}',
    tif: ['day', 'ioc', 'fok', 'good till cancel'],
    reject: ['price out of band', 'unknown symbol', 'market closed', 'duplicate id', 'insufficient credit'],
    account: ['PROP{int:1..9}', 'CLI-{digits:4}', 'hedge'],
    money: ['{int:1..900},{digits:3}.{digits:2} EUR', '{int:1..9},{digits:3},{digits:3} USD', '-{int:1..900}.{digits:2} EUR'],
    phase: ['pre-open', 'open', 'auction', 'closing auction', 'post trade'],
    param: ['max_order', 'throttle', 'band_bp'],
    algo: ['twap', 'vwap', 'Iceberg 2', 'peg-mid'],
  },
  line: ({ atMs, level, source, message, random }) =>
    `${level} ${stamp(atMs, 'YYYYMMDD-hh:mm:ss.UUUUUU')}${random.int(100, 999)} T${random.int(1, 12)} ${source} ${message}`,
};
