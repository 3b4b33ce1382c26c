import { describe, expect, test } from 'vitest';
import { planInputs } from '../../../cli/input/rotation.ts';

const planned = (...paths: string[]): string[] => planInputs(paths).map(({ path, workload }) => `${workload}: ${path}`);

describe('planInputs', () => {
  test('rotated files are one workload, the oldest first', () => {
    expect(planned('app.log', 'app.log.1', 'app.log.10', 'app.log.2.gz')).toEqual([
      'app: app.log.10',
      'app: app.log.2.gz',
      'app: app.log.1',
      'app: app.log',
    ]);
    expect(planned('a/syslog', 'a/syslog.old')).toEqual(['syslog: a/syslog.old', 'syslog: a/syslog']);
  });

  test('files rotated by date are in the order of their dates', () => {
    expect(planned('web.log', 'web.log-20260131.gz', 'web.log-20260201')).toEqual([
      'web: web.log-20260131.gz',
      'web: web.log-20260201',
      'web: web.log',
    ]);
    expect(planned('web-2026-02-01.log', 'web-2026-01-31.log.zst')).toEqual(['web: web-2026-01-31.log.zst', 'web: web-2026-02-01.log']);
  });

  test('the runs of a container are one workload, as the kubelet writes them', () => {
    expect(planned('pods/shop_cart/app/0.log', 'pods/shop_cart/app/1.log', 'pods/shop_cart/app/0.log.20260131-030405.gz')).toEqual([
      'app: pods/shop_cart/app/0.log.20260131-030405.gz',
      'app: pods/shop_cart/app/0.log',
      'app: pods/shop_cart/app/1.log',
    ]);
  });

  test('files of one name in several folders keep what tells them apart', () => {
    expect(planned('/var/log/a/access.log', '/var/log/b/access.log')).toEqual([
      'a/access: /var/log/a/access.log',
      'b/access: /var/log/b/access.log',
    ]);
    expect(planned('./x.log', 'y.txt')).toEqual(['x: ./x.log', 'y.txt: y.txt']);
  });

  test('a port or a version in a name is no rotation', () => {
    expect(planned('redis.6379.log', 'kafka.9092', 'app-1.2.log').map((one) => one.split(':')[0])).toEqual([
      'redis.6379',
      'kafka.9092',
      'app-1.2',
    ]);
  });

  test('a file that is named twice is read once', () => {
    expect(planned('x.log', 'x.log')).toEqual(['x: x.log']);
  });
});
