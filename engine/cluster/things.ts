/** Things that services deal with, as they may stand in a name: a word that is none of them is no subject unless it stands right beside what happened. */

const things = new Set(
  (
    'account address agent alert api appointment archive article attachment auction backup balance bank basket batch bill bid booking ' +
    'bucket budget build campaign card cart catalog certificate change charge chart checkout claim client cluster comment company component ' +
    'contact container contract cookie coupon crawl credit currency customer dashboard dataset deployment deposit device discount document ' +
    'download driver email employee endpoint entity entry event exchange export extension feed file filter flight fee form function gateway ' +
    'gift graph group guest health hotel image import index ingredient inquiry inspection instance insurance inventory invitation invoice item job ' +
    'json key label lead leader lease lesson letter license link listing loan location lock log login mail manifest measurement meeting member ' +
    'menu merchant metric migration model module namespace newsletter node notification object offer office order organization package page ' +
    'parcel parser participant partition passenger password patient payment payout permission photo picture pipeline plan player playlist plugin ' +
    'pod policy poll pool port post prescription price printer product profile project prompt property proxy purchase query question queue quota ' +
    'quote rating recipe recommendation record redirect refund registration release reminder rental replica replication report request ' +
    'reservation resource response result review reward role rollout room route router row rule sale sample schema score script search seat ' +
    'secret section segment sensor server service session setting shard shift shipment shop site slot snapshot socket stock store stream student ' +
    'statement subscriber subscription supplier survey task tax team template tenant test thread ticket token topic trade train transaction transfer ' +
    'translation trip trigger upload user vehicle vendor version video view visit visitor volume voucher wallet warehouse webhook website widget ' +
    'worker workflow workspace xml yaml'
  ).split(' '),
);

/** Words for one thing. */
const same: Readonly<Record<string, string>> = { mail: 'email', mails: 'email', emails: 'email' };

/** The thing a word names, one of it where the word names many; null for another word. */
export function thingOf(word: string): string | null {
  const last = word.slice(word.lastIndexOf('-') + 1).replace(/[.,!?]+$/, '');
  const one = same[last] ?? last;
  if (things.has(one)) return one;
  const single = one.replace(/ies$/, 'y');
  if (things.has(single)) return single;
  return one.endsWith('s') && things.has(one.slice(0, -1)) ? one.slice(0, -1) : null;
}
