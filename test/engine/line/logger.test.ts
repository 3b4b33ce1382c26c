import { expect, test } from 'vitest';
import { findLogger, programOf } from '../../../engine/line/logger.ts';

test.each([
  ['2031-04-02 10:00:00.123 4711 ERROR depot.api.shelves [req-1 - - -] no such shelf', 'depot.api.shelves'],
  ['INFO  [main] org.shop.orders.Checkout - ready', 'org.shop.orders.Checkout'],
  ['2031-04-02T10:00:00Z WARN 1 --- [nio-8080-exec-1] org.shop.orders.Checkout : slow', 'org.shop.orders.Checkout'],
  ['{"level":"error","logger":"depot.store.disk","msg":"full"}', 'depot.store.disk'],
])('the logger of %s is found', (line, logger) => {
  expect(findLogger(line)).toBe(logger);
});

test.each(['GET shop.example.com/index.html', 'ERROR could not reach shop.example.com', '10.0.0.1 - - "GET /" 200', '{"msg":"x"}'])(
  'no host and no file is taken for a logger: %s',
  (line) => {
    expect(findLogger(line)).toBeUndefined();
  },
);

test('the program is the first name, or the one behind the domain of an organisation', () => {
  expect(programOf('depot.api.shelves')).toBe('depot');
  expect(programOf('org.shop.orders.Checkout')).toBe('orders');
  expect(programOf('org.shop.Checkout')).toBeNull();
  expect(programOf('c.s.o.Checkout')).toBeNull();
});
