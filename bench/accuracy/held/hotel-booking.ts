import { stamp } from '../clock.ts';
import { asObject, structured } from '../pairs.ts';
import { table } from '../statement.ts';
import type { System } from '../system.ts';

const statements = table(String.raw`
^3 30 boot     servidor iniciado ;; versao={version}; porta={one:3000|3100}; pid={int:20..900}
^3 20 boot     rotas carregadas ;; total={int:40..60}
flow 140
100 30 reservas reserva criada ;; reserva={@booking}; hotel={hotel}; noites={int:1..14}; hospede.nome={person}; hospede.email={email}
100 10 sql      INSERT INTO "reservas" ("id","hotel","quarto","entrada") VALUES ('{@booking}','{hotel}',{int:1..400},'{day}') RETURNING *
90  30 paga     pagamento autorizado ;; reserva={@booking}; valor={int:40..2000}.{digits:2}; moeda={one:EUR|BRL|USD}; ms={int:90..4000}
9   40 paga     pagamento recusado ;; reserva={@booking}; valor={int:40..2000}.{digits:2}; moeda={one:EUR|BRL|USD}; motivo={refusal}
80  30 reservas reserva confirmada ;; reserva={@booking}; hotel={hotel}
15  30 reservas reserva cancelada ;; reserva={@booking}; hotel={hotel}; motivo={why}
70  30 correio  e-mail enviado ;; para={email}; modelo={one:confirmacao|lembrete|fatura}; ms={int:30..900}
5   50 correio  e-mail falhou ;; para={email}; modelo={one:confirmacao|lembrete|fatura}; erro={one:timeout|550 mailbox unavailable}
end
420 - access   200 {one:GET|GET|POST} {url}
60  - access   302 {one:GET|POST} {url}
90  - access   404 GET {url}
~26 - access   500 {one:GET|POST} {url}
200 10 sql      SELECT "id", "nome", "preco" FROM "quartos" WHERE "hotel" = '{hotel}' AND "preco" < {int:50..400} ORDER BY "preco" LIMIT {int:5..50}
60  10 sql      UPDATE "quartos" SET "estado" = '{roomstate}' WHERE "id" IN ({list:1..6:,:{int:1..400}})
22  10 sql      DELETE FROM "sessoes" WHERE "expira" < '{day} {int:10..23}:{int:10..59}:00'
30  10 sql      BEGIN;
27  10 sql      COMMIT;
3   10 sql      ROLLBACK;
90  20 cache    acerto ;; chave={key}
60  20 cache    falha ;; chave={key}
40  30 auth     login ;; utilizador={user}; ip={public}; dois_fatores={one:true|false}
36  30 auth     logout ;; utilizador={user}
10  40 auth     palavra-passe errada ;; utilizador={user}; ip={public}; tentativas={int:1..5}
60  30 hotel    check-in ;; quarto={int:1..400}; hospede.nome={person}
55  30 hotel    check-out ;; quarto={int:1..400}; hospede.nome={person}; consumo={int:0..300}.{digits:2}
20  30 hotel    quarto limpo ;; quarto={int:1..400}; por={person}
14  40 hotel    quarto bloqueado ;; quarto={int:1..400}; motivo={why}
~14 50 canal    canal indisponível ;; canal={channel}; status={one:502|503|504}; tentativa={int:1..4}
30  30 canal    preços publicados ;; canal={channel}; quartos={list:1..4:,:{int:1..400}}; ms={int:50..4000}
24  30 canal    reserva importada ;; canal={channel}; referencia={ID:9}; hotel={hotel}
16  -  bare     (node:{int:20..900}) Warning: {warning}
3   -  bare     Killed
5   -  bare     Debugger attached.
12  30 fatura   fatura emitida ;; numero=FT {int:2023..2024}/{int:1..9000}; total={int:40..2000}.{digits:2}; nif={digits:9}
4   40 fatura   fatura anulada ;; numero=FT {int:2023..2024}/{int:1..9000}; por={person}
2   60 boot     ligação à base de dados perdida ;; tentativas={int:1..9}
2   30 boot     ligação à base de dados restabelecida
1   60 boot     exceção não tratada ;; erro=TypeError: Cannot read properties of null (reading '{noun}')
1   30 boot     servidor a terminar ;; sinal=SIGTERM
`);

export const hotelBooking: System = {
  name: 'hotel-booking',
  about:
    'a booking service in Node with Portuguese texts: JSON with keys of its own, SQL, access lines and bare runtime warnings in one file',
  startMs: Date.UTC(2024, 6, 1, 10),
  paceMs: 600,
  statements,
  fields: {
    booking: 'R{int:100000..999999}',
    hotel: ['Mar Azul', 'Ribeira', 'Serra Palace', 'Solar do Rio', 'Central'],
    day: '2024-0{int:7..9}-{int:10..28}',
    refusal: ['saldo insuficiente', 'cartão expirado', 'recusado pelo banco'],
    why: ['pedido do hóspede', 'obras', 'sem pagamento', 'fuga de água no {int:1..6}º andar'],
    roomstate: ['livre', 'ocupado', 'limpeza'],
    url: [
      '/',
      '/hoteis/{noun}?noites={int:1..14}&adultos={int:1..4}',
      '/api/quartos/{int:1..400}',
      '/reservas/R{int:100000..999999}',
      '/static/{noun}.{hex:8}.css',
      '/.env',
      '/entrar',
    ],
    key: ['quartos:{noun}', 'sessao:{hex:16}', 'precos:2024-0{int:7..9}'],
    channel: ['viaja', 'BookNow', 'Dormir Bem'],
    warning: [
      'Setting the NODE_TLS_REJECT_UNAUTHORIZED environment variable to 0 is insecure',
      'Possible EventEmitter memory leak detected. {int:11..30} listeners added',
    ],
    client: ['{public}', '::ffff:{ip}', '::1'],
  },
  line: ({ atMs, level, source, message, random, fill }) => {
    if (source === 'bare') return message;
    if (source === 'sql') return `sql +${random.int(0, 90)}ms ${message}`;
    if (source === 'access') return accessLine({ atMs, message, client: fill('{client}'), bytes: random.int(100, 90_000) });
    const { text, pairs } = structured(message);
    return JSON.stringify({ sev: Number(level), t: atMs, mod: source, txt: text, ...asObject(pairs) });
  },
};

function accessLine({ atMs, message, client, bytes }: { atMs: number; message: string; client: string; bytes: number }): string {
  const [status, method, url] = message.split(' ');
  return `${client} - - ${stamp(atMs, '[DD/Mon/YYYY:hh:mm:ss +0000]')} "${method} ${url} HTTP/1.1" ${status} ${bytes} "-" "Mozilla/5.0 (X11; Linux x86_64)"`;
}
