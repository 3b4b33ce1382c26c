import { stamp } from '../clock.ts';
import { table } from '../statement.ts';
import type { System } from '../system.ts';

const statements = table(String.raw`
^3 情報 制御   システム起動 版数 {version}
^3 情報 通信   センターサーバー {ip} に接続しました
^3 情報 制御   自己診断 正常終了 ({int:200..4000} ms)
flow 470
100 情報 改札   カード {@card} 入場 駅: {station}
85  情報 改札   カード {@card} 出場 運賃 {int:130..1980} 円 残高 {int:0..19999} 円
40  詳細 改札   カード {@card} 読取時間 {int:40..400} ms
7   警告 改札   カード {@card} 残高不足 不足額 {int:10..900} 円
end
120 情報 券売   切符発行 {ticket} {int:140..9800} 円
45  情報 券売   チャージ {int:1..20}000 円 支払方法: {payment}
160 詳細 改札   扉 開
158 詳細 改札   扉 閉
26  警告 改札   扉 異物検知 ({int:1..4} 回目)
60  詳細 監視   温度 {int:-5..58} 度 湿度 {int:20..95} %
35  詳細 監視   釣銭残量 10円={int:0..400} 50円={int:0..200} 100円={int:0..500}
14  警告 監視   用紙残量 {int:1..15} %
11  情報 監視   用紙補充 担当者: {staff}
~24 異常 通信   センターサーバー応答なし (再試行 {int:1..5} 回)
9   情報 通信   通信回復
22  情報 通信   データ送信完了 {int:1..900} 件
5   異常 通信   データ送信失敗 エラーコード E-{digits:4}
20  情報 保守   係員ログイン: {staff}
19  情報 保守   係員ログアウト: {staff}
13  情報 保守   設定変更 項目={setting} 旧値={int:0..90} 新値={int:0..90}
6   異常 券売   硬貨詰まり 場所: {place}
6   情報 券売   硬貨詰まり解除
9   警告 券売   偽造紙幣の疑い {int:1..10}000円札
3   警告 制御   時刻補正 {int:-900..900} ms
2   情報 制御   営業終了
1   異常 制御   緊急停止
1   異常 制御   停電を検知
`);

export const ticketGate: System = {
  name: 'ticket-gate',
  about: 'the ticket gates of a railway, Japanese texts with few spaces: the date in words, the gate as a varying column, names of people',
  startMs: Date.UTC(2024, 3, 8, 5),
  paceMs: 1_400,
  statements,
  fields: {
    card: 'JE{digits:3} {digits:4} {digits:4}',
    station: ['青葉', '南町', '中央', '港公園', '大学前', '新川口'],
    ticket: ['普通', '小児', '回数券', '一日券', '特急'],
    payment: ['現金', 'クレジット', 'モバイル'],
    staff: ['佐藤', '鈴木 一郎', '高橋', '田中 花子', '伊藤'],
    setting: ['音量', '表示輝度', '扉速度', '節電'],
    place: ['投入口', '釣銭口', '識別部'],
    gate: ['1号機', '2号機', '3号機', '4号機', '券売機A'],
  },
  line: ({ atMs, level, source, message, fill }) =>
    `${stamp(atMs, 'YYYY年MM月DD日 hh時mm分ss秒')} ${fill('{@gate}')} 【${level}】${source}: ${message}`,
};
