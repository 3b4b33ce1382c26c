/** The programs that know the goods: catalog and recommendations. */
import { hostOf, mebibytes } from './service.ts';
import type { ServiceSpec } from './service.ts';

const catalog: ServiceSpec = {
  name: 'catalog',
  kind: 'Deployment',
  replicas: 2,
  image: 'registry.example/shop/catalog:5.0.3',
  port: 8080,
  format: 'log4j',
  linesPerSecond: 1,
  memoryBytes: mebibytes(310),
  memoryLimitBytes: mebibytes(768),
  calls: [
    { to: 'postgres', share: 0.6 },
    { to: 'cache', share: 0.5, optional: true },
  ],
  env: { JAVA_OPTS: '-Xmx512m' },
  start: (dice) => [
    { level: 'info', message: 'HikariPool-1 - Start completed.', from: 'com.zaxxer.hikari.HikariDataSource' },
    {
      level: 'info',
      message: `Started CatalogApplication in ${dice.between(3, 6)}.${dice.between(100, 999)} seconds`,
      from: 'com.shop.catalog.CatalogApplication',
    },
  ],
  stop: () => [{ level: 'info', message: 'HikariPool-1 - Shutdown completed.', from: 'com.zaxxer.hikari.HikariDataSource' }],
  work: (dice) =>
    dice.random() < 0.7
      ? {
          level: 'info',
          message: `Loaded product ${dice.between(100, 9999)} in ${dice.between(1, 60)} ms`,
          from: 'com.shop.catalog.ProductService',
        }
      : {
          level: 'info',
          message: `Search for category ${dice.pick(['lamps', 'chairs', 'tables', 'rugs'])} returned ${dice.between(0, 80)} products`,
          from: 'com.shop.catalog.SearchService',
        },
  nuisance: (dice) => ({
    level: 'warning',
    message: `Product ${dice.between(100, 9999)} has no image, using placeholder`,
    from: 'com.shop.catalog.ImageService',
  }),
  failed: (_dice, to, failure) => {
    const cause = {
      refused: `Connection to ${hostOf(to)} refused`,
      timeout: `Read timed out talking to ${hostOf(to)}`,
      error: `${to} reported an error`,
    }[failure];
    const type = to === 'postgres' ? 'org.postgresql.util.PSQLException' : 'java.io.IOException';
    const rest = [
      `${type}: ${cause}`,
      '\tat com.shop.catalog.ProductRepository.find(ProductRepository.java:88)',
      '\tat com.shop.catalog.ProductService.load(ProductService.java:41)',
    ];
    return [{ level: 'error', message: `Request failed because ${to} is unavailable`, from: 'com.shop.catalog.ErrorHandler', rest }];
  },
  strained: (dice) => ({
    level: 'warning',
    message: `GC overhead: ${dice.between(60, 95)}% of time spent in collection`,
    from: 'com.shop.catalog.MemoryWatch',
  }),
};

const recommendations: ServiceSpec = {
  name: 'recommendations',
  kind: 'Deployment',
  replicas: 1,
  image: 'registry.example/shop/recommendations:0.9.4',
  port: 8000,
  format: 'python',
  linesPerSecond: 0.4,
  memoryBytes: mebibytes(220),
  memoryLimitBytes: mebibytes(512),
  calls: [{ to: 'catalog', share: 0.3 }],
  env: { PYTHONUNBUFFERED: '1' },
  start: () => [{ level: 'info', message: 'model loaded: 48213 vectors', from: 'recommendations.model' }],
  stop: () => [{ level: 'info', message: 'worker exiting (pid: 7)', from: 'gunicorn.error' }],
  work: (dice) => ({
    level: 'info',
    message: `recommended ${dice.between(4, 12)} products for customer ${dice.between(1000, 9999)} in ${dice.between(3, 90)} ms`,
    from: 'recommendations.api',
  }),
  nuisance: (dice) => ({
    level: 'warning',
    message: `no history for customer ${dice.between(1000, 9999)}, falling back to bestsellers`,
    from: 'recommendations.api',
  }),
  failed: (_dice, to, failure) => {
    const error = {
      refused: `ConnectionRefusedError: [Errno 111] Connection refused: ${hostOf(to)}`,
      timeout: `TimeoutError: ${hostOf(to)} timed out`,
      error: `RuntimeError: ${to} returned 500`,
    }[failure];
    const rest = [
      'Traceback (most recent call last):',
      '  File "/app/recommendations/api.py", line 57, in recommend',
      `    products = ${to}.fetch(ids)`,
      error,
    ];
    return [{ level: 'error', message: `could not fetch products from ${to}`, from: 'recommendations.api', rest }];
  },
  strained: (dice) => ({
    level: 'warning',
    message: `memory above soft limit: ${dice.between(400, 500)} MiB`,
    from: 'recommendations.model',
  }),
};

export const shelf: readonly ServiceSpec[] = [catalog, recommendations];
