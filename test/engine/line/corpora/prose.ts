import type { Draw } from './draw.ts';

/** Half of what is drawn from is kept away from whoever writes the rules: `held` is only ever measured. */
export type Half = 'seen' | 'held';

type Text = (draw: Draw) => string;

/** What programs say on a good day, in the languages people write programs in; none of it names a failure. */
const ORDINARY: Readonly<Record<Half, readonly Text[]>> = {
  seen: [
    (d) => `order ${d.int(1, 99_999)} accepted in ${d.int(1, 900)} ms`,
    (d) => `Listening on 0.0.0.0:${d.int(1_024, 65_000)}`,
    (d) => `user ${d.hex(8)} signed in from 10.${d.int(0, 255)}.${d.int(0, 255)}.7`,
    (d) => `GET /shelf/${d.int(1, 999)} 200 ${d.int(1, 90)}ms`,
    (d) => `Cache warmed: ${d.int(1, 900)} entries`,
    (d) => `${d.int(2, 90)} items moved to the depot`,
    (d) => `Bestellung ${d.int(1, 9_999)} wurde geliefert`,
    (d) => `Verbindung zu lager-${d.int(1, 9)} hergestellt`,
    (d) => `订单 ${d.int(1, 9_999)} 已经发货`,
    (d) => `pedido ${d.int(1, 9_999)} enviado ao depósito`,
    (d) => `-> ${d.pick(['GET', 'PUT'])} /v1/parcels/${d.int(1, 99)}`,
    (d) => `* worker ${d.int(1, 30)} is idle`,
    (d) => `(${d.int(1, 40)} rows)`,
    (d) => `at ${d.int(1, 12)} pm the backup begins`,
    (d) => `# of parcels today: ${d.int(1, 999)}`,
    (d) => `} else we skip shelf ${d.int(1, 40)}`,
    (d) => `In shelf ${d.int(1, 40)} there is room again`,
    () => `Connected`,
  ],
  held: [
    (d) => `parcel ${d.int(1, 99_999)} weighed ${d.int(1, 30)}.${d.int(0, 9)} kg`,
    (d) => `Server is up, pid ${d.int(2, 30_000)}`,
    (d) => `lease ${d.hex(12)} renewed for ${d.int(5, 60)}s`,
    (d) => `POST /route 201 ${d.int(1, 90)}ms`,
    (d) => `Flushed ${d.int(1, 900)} rows to segment ${d.int(1, 40)}`,
    (d) => `Посылка ${d.int(1, 9_999)} отправлена на склад`,
    (d) => `注文 ${d.int(1, 9_999)} を受け付けました`,
    (d) => `commande ${d.int(1, 9_999)} expédiée vers l'entrepôt`,
    (d) => `sipariş ${d.int(1, 9_999)} depoya ulaştı`,
    (d) => `الطلب ${d.int(1, 9_999)} في الطريق`,
    (d) => `pedido ${d.int(1, 9_999)} recogido en el almacén`,
    (d) => `पार्सल ${d.int(1, 9_999)} रवाना हुआ`,
    (d) => `+ route ${d.int(1, 30)} added`,
    (d) => `<- 200 OK (${d.int(1, 90)} bytes)`,
    (d) => `... still waiting for shelf ${d.int(1, 40)}`,
    (d) => `"${d.hex(6)}" is the new key`,
    (d) => `Goroutines in use: ${d.int(1, 400)}`,
    (d) => `created by hand: label ${d.int(1, 99)}`,
    (d) => `[${d.int(1, 9)}/${d.int(10, 20)}] compiled`,
    () => `done`,
  ],
};

/** What goes wrong, as the text of an exception. */
const TROUBLE: Readonly<Record<Half, readonly Text[]>> = {
  seen: [
    (d) => `no shelf ${d.int(1, 99)} in depot`,
    (d) => `Connection to 10.0.0.${d.int(1, 250)}:5432 refused`,
    (d) => `Lager ${d.int(1, 9)} nicht erreichbar`,
    (d) => `无法连接到仓库 ${d.int(1, 9)}`,
    (d) => `o depósito ${d.int(1, 9)} não responde`,
    (d) => `unexpected token '}' in "${d.hex(6)}"`,
    (d) => `timeout after ${d.int(1, 90)}s (attempt ${d.int(1, 5)})`,
    () => `null`,
  ],
  held: [
    (d) => `склад ${d.int(1, 9)} не отвечает`,
    (d) => `倉庫 ${d.int(1, 9)} に接続できません`,
    (d) => `l'entrepôt ${d.int(1, 9)} ne répond pas : délai dépassé`,
    (d) => `depo ${d.int(1, 9)} yanıt vermiyor`,
    (d) => `المستودع ${d.int(1, 9)} لا يستجيب`,
    (d) => `el almacén ${d.int(1, 9)} no existe`,
    (d) => `key "${d.hex(5)}" {not found}; tried: [a, b]`,
    (d) => `expected ${d.int(1, 9)} got ${d.int(10, 99)}:`,
  ],
};

/** Lines that a text of several lines goes on with, without indentation. */
const FURTHER: Readonly<Record<Half, readonly string[]>> = {
  seen: ['second line of the text', 'Hint: look into the depot', 'near "FROM"'],
  held: ['деталь: полка занята', 'See the manual, page 4', 'position 17'],
};

export function ordinary(draw: Draw, half: Half): string {
  return draw.pick(ORDINARY[half])(draw);
}

export function trouble(draw: Draw, half: Half): string {
  return draw.pick(TROUBLE[half])(draw);
}

export function furtherLine(draw: Draw, half: Half): string {
  return draw.pick(FURTHER[half]);
}

/** A word for a package, a function or a file. */
export function name(draw: Draw, half: Half): string {
  return draw.pick(
    half === 'seen' ? ['shelf', 'depot', 'parcel', 'order', 'route'] : ['cargo', 'label', 'weigh', 'dock', 'invoice', 'tour'],
  );
}

export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
