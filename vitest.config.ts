import { defineConfig } from 'vitest/config';

/**
 * A machine of CI can stand still for half a minute. What talks to other processes is tried a second time there, and the report says so
 * (`retry x1`); what fails twice fails. On a developer's machine nothing is tried twice.
 */
const retry = process.env.CI === 'true' ? 1 : 0;

const projects = [
  { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/{integration,redis,browser,cluster,faults}/**'], testTimeout: 10_000 },
  { name: 'integration', include: ['test/integration/**/*.test.ts'], retry, testTimeout: 60_000 },
  { name: 'redis', include: ['test/redis/**/*.test.ts'], retry, testTimeout: 60_000 },
  { name: 'browser', include: ['test/browser/**/*.test.ts'], retry, testTimeout: 180_000 },
  { name: 'cluster', include: ['test/cluster/**/*.test.ts'], retry, testTimeout: 600_000 },
  {
    name: 'faults',
    include: ['test/faults/**/*.test.ts'],
    retry,
    testTimeout: process.env.LOGDETECTOR_FAULTS === 'soak' ? 7_200_000 : 600_000,
  },
];

export default defineConfig({
  test: {
    pool: 'forks',
    // Vitest leaves a core idle by default; with two of them that doubles the time.
    maxWorkers: '100%',
    projects: projects.map((project) => ({ extends: true as const, test: { hookTimeout: 120_000, ...project } })),
  },
});
