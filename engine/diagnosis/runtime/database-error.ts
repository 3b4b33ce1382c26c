/**
 * What a text of an error says about a database, by what the products document: SQLSTATE codes, their own error numbers, and the messages that go with
 * them. Sources: the error references of MySQL, PostgreSQL, MongoDB, Redis, SQL Server and Oracle.
 */

import { saysUnresolved } from '../name-error.ts';

/** `unresolved` is a name that DNS does not know, which is nobody's port. */
export type DatabaseFault = 'credentials' | 'unreachable' | 'exhausted' | 'read-only' | 'unresolved';

interface Rule {
  readonly fault: DatabaseFault;
  readonly pattern: RegExp;
}

/** The first that fits decides. A name that cannot be resolved comes before them, since it is also reported as a connection that cannot be made. */
const rules: readonly Rule[] = [
  {
    fault: 'exhausted',
    pattern:
      /\b1040\b.{0,12}(?:08004|HY000)|ER_CON_COUNT_ERROR|(?:OperationalError|errno)\W{1,4}1040\b|too many connections|\b1203\b.{0,12}42000|max_user_connections|SQLSTATE\W{0,4}53300|\(53300\)|too many clients already|remaining connection slots are reserved|max number of clients reached|ORA-000(?:18|20)\b|ORA-125(?:16|19|20)\b|too many open connections/i,
  },
  {
    fault: 'read-only',
    pattern:
      /\b1290\b.{0,12}HY000.{0,80}read.only|ER_OPTION_PREVENTS_STATEMENT|ER_READ_ONLY_MODE|(?:OperationalError|InternalError|errno)\W{1,4}(?:1290|1836)\b|--(?:super-)?read-only\b|\b1792\b.{0,12}25006|\b1836\b.{0,12}HY000|SQLSTATE\W{0,4}25006|\(25006\)|in a read.only transaction|running in read.only mode|read.only replica|READONLY You can't write|NotWritablePrimary|NotPrimaryNoSecondaryOk|\bnot (?:master|primary) and\b|ORA-16000\b|(?:database|db) (?:is )?(?:opened? |open )?(?:in |for )?read.only|readonly database/i,
  },
  {
    fault: 'credentials',
    pattern:
      /\b104[45]\b.{0,24}(?:28000|42000)|ER_(?:DB)?ACCESS_DENIED_ERROR|(?:OperationalError|errno)\W{1,4}104[45]\b|SQLSTATE:? ?\[?28(?:000|P01)|\b28P01\b|access denied for user|password authentication failed|no pg_hba\.conf entry|role "[^"]*" does not exist|AuthenticationFailed|auth(?:entication)? failed.{0,40}(?:mongo|code 18)|WRONGPASS|NOAUTH|invalid username-password|\b18456\b|login failed for user|ORA-01017\b/i,
  },
  {
    fault: 'unreachable',
    pattern:
      /SQLSTATE:? ?\[?08(?:S01|001|006)|communications? link failure|\b200[23]\b.{0,12}HY000|(?:OperationalError|errno)\W{1,4}200[23]\b|can't connect to (?:local )?(?:MySQL|MariaDB|server)|could not connect to (?:server|redis)|connection to (?:server )?\S+.{0,40}refused|MongoNetworkError|MongoServerSelectionError|ServerSelectionTimeout|UnableToConnect|the network adapter could not establish|TCP\/IP connection to the host|ORA-125(?:41|14)\b/i,
  },
];

/** What was found in the texts that were asked about last: every few seconds they are the same. */
const answered = new Map<string, DatabaseFault | null>();
const mostAnswered = 2_000;

/** Null for what is no error of a database. */
export function databaseFaultIn(text: string): DatabaseFault | null {
  const known = answered.get(text);
  if (known !== undefined) return known;
  const fault = saysUnresolved(text) ? 'unresolved' : (rules.find(({ pattern }) => pattern.test(text))?.fault ?? null);
  if (answered.size >= mostAnswered) answered.clear();
  answered.set(text, fault);
  return fault;
}

/** `host:port` pairs of a text, as drivers write them. */
export function addressesIn(text: string): readonly { readonly host: string; readonly port: number }[] {
  return [...text.matchAll(/([A-Za-z][\w.-]*[A-Za-z0-9])['"]?(?::|, port |\/)(\d{2,5})\b/g)].flatMap(([, host, port]) =>
    host === undefined || port === undefined || Number(port) > 65_535 ? [] : [{ host: host.toLowerCase(), port: Number(port) }],
  );
}
