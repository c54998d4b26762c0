/** Many streams at once through a real system. How fast they are is for `npm run bench -- sockets` to say. */
import { expect, it } from 'vitest';
import { runStreams, steadyStreamFile } from './support/steady-streams';
import { testSystem } from './support/system.fixture';

const rig = testSystem({
  mode: 'serve',
  args: ['--workers', '2', '--concurrency', '100', '--handlers', steadyStreamFile],
});

it('200 clients at 50 chunks a second each get every chunk once and in order', async () => {
  const report = await runStreams(rig.system, { clients: 200, count: 150, everyMs: 20 });
  expect(report.wrong).toEqual([]);
  expect(report.chunks).toBe(200 * 150);
}, 40_000);
