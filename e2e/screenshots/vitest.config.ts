import { defineConfig } from 'vitest/config';

/** `npm run screenshots`: takes the pictures of docs/console.md with the same rig the console's tests use. */
export default defineConfig({
  test: {
    include: ['e2e/screenshots/*.shots.ts'],
    pool: 'forks',
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
