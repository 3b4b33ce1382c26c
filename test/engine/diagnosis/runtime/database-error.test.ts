import { expect, it } from 'vitest';
import { addressesIn, databaseFaultIn } from '../../../../engine/diagnosis/runtime/database-error.ts';

it.each([
  ["ERROR 1045 (28000): Access denied for user 'shop'@'10.1.0.4' (using password: YES)", 'credentials'],
  ['FATAL: password authentication failed for user "shop"', 'credentials'],
  ['org.postgresql.util.PSQLException: SQLSTATE: 28P01', 'credentials'],
  ['MongoServerError: Authentication failed. codeName: AuthenticationFailed', 'credentials'],
  ['WRONGPASS invalid username-password pair or user is disabled.', 'credentials'],
  [`pymysql.err.OperationalError: (1045, "blomid for user 'shop'@'10.1.0.4'")`, 'credentials'],
  ['Error: ER_ACCESS_DENIED_ERROR', 'credentials'],
  ['SQL Error: 1040, SQLState: 08004', 'exhausted'],
  ['ORA-01017: invalid username/password; logon denied', 'credentials'],
  ["ERROR 2003 (HY000): Can't connect to MySQL server on 'db:3307' (111)", 'unreachable'],
  ['SQL Error: 0, SQLState: 08S01', 'unreachable'],
  ['could not connect to server: Connection refused', 'unreachable'],
  ['ERROR 1040 (HY000): Too many connections', 'exhausted'],
  ['FATAL: sorry, too many clients already', 'exhausted'],
  ['ERR max number of clients reached', 'exhausted'],
  ['ERROR 1290 (HY000): The MySQL server is running with the --read-only option', 'read-only'],
  ['ERROR: cannot execute INSERT in a read-only transaction', 'read-only'],
  ["READONLY You can't write against a read only replica.", 'read-only'],
  ['NotWritablePrimary: not primary', 'read-only'],
  ['Communications link failure: java.net.UnknownHostException: db', 'unresolved'],
  ['could not translate host name "db" to address: Name or service not known', 'unresolved'],
  ['payment refused by the bank', null],
  ['opened /data/catalog in read-only mode for backup of 12 files', null],
  ['shipped 25006 parcels, 1836 of them late', null],
  ['order 1040 was shipped', null],
])('%s is %s', (text, fault) => {
  expect(databaseFaultIn(text)).toBe(fault);
});

it('addresses are read as drivers write them', () => {
  expect(addressesIn('cannot reach db.shop.svc:3307 (tried cache, port 6380)')).toEqual([
    { host: 'db.shop.svc', port: 3307 },
    { host: 'cache', port: 6380 },
  ]);
});
