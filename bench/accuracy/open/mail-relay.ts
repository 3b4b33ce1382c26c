import { stamp } from '../clock.ts';
import { table } from '../statement.ts';
import type { System } from '../system.ts';

const statements = table(String.raw`
^2 - master   daemon started -- version {version}, configuration /etc/relay
^2 - tlsmgr   {int:2..40} cached sessions expired
flow 210
100 - smtpd    connect from {@client}
35  - smtpd    {@client}: TLSv1.{one:2|3} with cipher {cipher} ({one:128|256} bits)
100 - smtpd    {@queue}: client={@client}{maybe:30:, sasl_username={user}}
95  - cleanup  {@queue}: message-id=<{hex:16}.{int:100..999}@{domain}>
95  - qmgr     {@queue}: from=<{email}>, size={log:600..9000000}, nrcpt={int:1..5} (queue active)
80  - smtp     {@queue}: delivered to=<{email}>, relay={remote}, delay={float:0.1..40:2}, dsn=2.0.0 (250 {remotereply})
16  - smtp     {@queue}: deferred to=<{email}>, relay={remote}, delay={float:1..9000:1}, dsn=4.4.{int:1..3} ({deferral})
7   - smtp     {@queue}: bounced to=<{email}>, relay=none, dsn=5.1.1 (550 {one:no such user|mailbox unavailable|user unknown in virtual table})
90  - qmgr     {@queue}: removed
100 - smtpd    disconnect from {@client} ehlo={int:1..2} mail={int:0..3} rcpt={int:0..5} quit=1
end
70 - smtpd     NOQUEUE: reject: RCPT from {client}: 554 5.7.1 Service unavailable; client blocked using {blocklist}
40 - smtpd     NOQUEUE: reject: RCPT from {client}: 450 4.1.8 <{email}>: sender address rejected: domain not found
60 - smtpd     warning: hostname {hostname} does not resolve to address {public}
55 - smtpd     warning: {client}: SASL LOGIN authentication failed: {one:UGFzc3dvcmQ6|authentication failure|Invalid user}
22 - smtpd     lost connection after {one:AUTH|EHLO|RCPT|DATA|CONNECT} from {client}
18 - smtpd     timeout after {one:END-OF-MESSAGE|DATA|RCPT} from {client}
9  - smtpd     too many errors after {one:AUTH|RCPT} from {client}
26 - anvil     statistics: max connection rate {int:1..60}/60s for (smtp:{public})
24 - anvil     statistics: max connection count {int:1..20} for (smtp:{public})
20 - scache    statistics: domain lookup hits={int:0..40} miss={int:0..40} success={int:0..100}%
85 - filter    {queue}: clean, score={float:-4..3:1}, tests=[{list:1..5:,:{rule}}]
24 - filter    {queue}: spam, score={float:5..30:1}, tests=[{list:3..9:,:{rule}}]
5  - filter    {queue}: infected with {virus}
30 - filter    signature update: {int:0..900} new rules
8  - filter    subject "{talk:2..6}" matches list {one:newsletter|lottery|invoice}
33 - imapd     login: {user} [{ip}] method={one:PLAIN|XOAUTH2}
31 - imapd     logout: {user} in={log:20..90000} out={log:90..9000000}
12 - imapd     login failed: {user} [{public}]
6  - imapd     mailbox {mailbox} locked
6  - imapd     mailbox {mailbox} unlocked
9  - imapd     quota of {user} at {int:80..100}%
4  - imapd     over quota: {user}
14 - dkim      {queue}: signature added (d={domain}, s={one:s2023|s2024})
10 - dkim      {queue}: signature good from {domain}
6  - dkim      {queue}: signature bad from {domain}
3  - master    warning: process /usr/lib/relay/{one:smtpd|cleanup|filter} pid {int:300..60000} killed by signal {one:6|9|11}
2  - master    reload -- version {version}, configuration /etc/relay
2  - tlsmgr    certificate of {domain} expires in {int:1..30} days
1  - postdrop  warning: mail_queue_enter: create file maildrop/{digits:6}.{int:300..9000}: No space left on device
1  - master    terminating on signal 15
`);

export const mailRelay: System = {
  name: 'mail-relay',
  about: 'a mail relay in C: syslog without a year from three hosts, the queue id in front, addresses, nested brackets, pairs in the text',
  startMs: Date.UTC(2023, 2, 4, 2),
  paceMs: 1_300,
  statements,
  fields: {
    host: ['mx1', 'mx2', 'mx-backup'],
    hostname: ['mail.{noun}.example', 'mx{int:1..3}.{noun}.example', '{noun}-{int:1..99}.dyn.example.net', 'smtp.atelier.example'],
    client: ['{hostname}[{public}]', '{hostname}[{public}]', 'unknown[{public}]', 'localhost[127.0.0.1]', '{hostname}[{ip6}]'],
    remote: 'mx{int:1..4}.{noun}.example[{public}]:25',
    remotereply: ['2.0.0 OK', 'Ok: queued as {HEX:10}', '2.6.0 message received {hex:8}'],
    deferral: [
      'connect to {remote}: Connection timed out',
      'host {remote} said: 451 try again later',
      'greylisted, retry in {int:60..600} seconds',
    ],
    queue: ['{HEX:10}', '{HEX:10}', '{HEX:11}'],
    domain: ['nordwind.example', 'atelier.example', 'example.org', '{noun}.example'],
    cipher: ['TLS_AES_256_GCM_SHA384', 'ECDHE-RSA-AES128-GCM-SHA256', 'TLS_CHACHA20_POLY1305_SHA256'],
    blocklist: ['zen.blocked.example', 'bl.nospam.example'],
    rule: [
      'HTML_MESSAGE',
      'URI_ONLY',
      'MISSING_DATE',
      'SPF_PASS',
      'SPF_FAIL',
      'BAYES_{one:00|50|99}',
      'RCVD_IN_LIST',
      'FORGED_{one:FROM|DATE}',
    ],
    virus: ['Win.Trojan.Agent-{int:1000..99999}', 'Doc.Dropper.{noun}', 'Eicar-Test'],
    mailbox: ['{user}/INBOX', '{user}/Sent Items', 'shared/Einkauf', '{user}/Archive.2022'],
  },
  line: ({ atMs, source, message, random, fill }) =>
    `${stamp(atMs, 'Mon _D hh:mm:ss')} ${fill('{@host}')} relay/${source}[${1000 + random.int(0, 40) * 731}]: ${message}`,
};
