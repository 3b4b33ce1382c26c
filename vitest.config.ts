import { defineConfig } from 'vitest/config';

const projects = [
  { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/{integration,redis,browser,cluster,faults}/**'], testTimeout: 10_000 },
  { name: 'integration', include: ['test/integration/**/*.test.ts'], testTimeout: 60_000 },
  { name: 'redis', include: ['test/redis/**/*.test.ts'], testTimeout: 60_000 },
  { name: 'browser', include: ['test/browser/**/*.test.ts'], testTimeout: 180_000 },
  { name: 'cluster', include: ['test/cluster/**/*.test.ts'], testTimeout: 600_000 },
  { name: 'faults', include: ['test/faults/**/*.test.ts'], testTimeout: process.env.LOGDETECTOR_FAULTS === 'soak' ? 7_200_000 : 600_000 },
];

export default defineConfig({
  test: {
    pool: 'forks',
    // Vitest leaves a core idle by default; with two of them that doubles the time.
    maxWorkers: '100%',
    projects: projects.map((project) => ({ extends: true as const, test: { hookTimeout: 120_000, ...project } })),
  },
});
