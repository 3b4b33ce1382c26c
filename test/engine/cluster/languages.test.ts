import { describe, expect, test } from 'vitest';
import { fitClusters } from '../../../engine/cluster/cluster.ts';
import { inEnglish } from '../../../engine/cluster/language/vocabulary.ts';
import { readText } from '../../../engine/cluster/taxonomy.ts';

test.each([
  [
    'database/unreachable',
    ['could not connect to database', 'Verbindung zur Datenbank fehlgeschlagen', 'connexion à la base de données impossible'],
  ],
  [
    'network/connection_refused',
    ['connection refused', 'Verbindung abgelehnt', 'connexion refusée', 'conexión rechazada', 'conexão recusada'],
  ],
  [
    'disk/no_space',
    ['no space left on device', 'Festplatte voll', 'disque plein', 'no queda espacio en disco', 'espaço em disco insuficiente'],
  ],
  [
    'order/created',
    ['order <num> created', 'Bestellung <num> wurde angelegt', 'commande <num> créée', 'pedido <num> creado', 'pedido <num> criado'],
  ],
])('%s is read alike in the languages that have it', (meaning, texts) => {
  expect(texts.map((text) => readText(text).meaning)).toEqual(texts.map(() => meaning));
});

test('umlauts and accents may be missing or written out', () => {
  const said = ['Zugriff verweigert: Schlüssel ungültig', 'Zugriff verweigert: Schluessel ungueltig'].map((text) =>
    inEnglish(text.toLowerCase()),
  );
  expect(new Set(said)).toEqual(new Set(['access refused: key invalid']));
  expect(inEnglish('conexion rechazada por el servidor')).toBe(inEnglish('conexión rechazada por el servidor'));
});

test('German compounds are read by their parts, and a denial apart from its verb is still one', () => {
  expect(inEnglish('serverfehler beim verbindungsaufbau')).toBe('server error at connection');
  expect(inEnglish('konnte die datei <num> nicht öffnen')).toBe('could not file <num> open');
});

test.each(['error on port <num>: red alert', 'the die is cast', 'no such order', 'do not retry as admin', 'timeout', 'GET /a/b <num>', ''])(
  'an English text stays as it is: %s',
  (text) => {
    expect(inEnglish(text)).toBe(text);
  },
);

describe('what is opposite stays apart', () => {
  const pairs = [
    ['timeout set to 30s', 'connection timeout'],
    ['Zeitlimit auf <duration> gesetzt', 'Zeitlimit überschritten beim Verbinden'],
    ['connected to database <text>', 'lost connection to database <text>'],
    ['conexión con la base de datos establecida', 'conexión con la base de datos rechazada'],
    ['login succeeded for <email>', 'login failed for <email>'],
    ['certificate renewed', 'certificate not renewed'],
    ['certificate expires in <duration>', 'certificate expired <duration> ago'],
    ['payment <id> authorized', 'payment <id> not authorized'],
    ['valve seven stays open during <text> tide', 'valve seven stays closed during <text> tide'],
  ] as const;
  const clusters = fitClusters(
    pairs.flat().map((text) => ({ text, count: 9 })),
    1,
  );

  test.each(pairs)('%s | %s', (one, other) => {
    expect(clusters.idOf(one) === null && clusters.idOf(other) === null).toBe(one.startsWith('valve'));
    if (!one.startsWith('valve')) expect(clusters.idOf(one)).not.toBe(clusters.idOf(other));
    expect(clusters.nameOf(one) ?? 'one').not.toBe(clusters.nameOf(other) ?? 'other');
  });
});
