import type { ConsoleRig } from '../console/console.fixture';
import { tokens } from '../console/console.fixture';

const headers = { authorization: 'Bearer of-no-worth' };

/** Schedules as a shop would have them, by name. */
const schedules: Record<string, object> = {
  'nightly-report': {
    cron: '30 2 * * *',
    timezone: 'Europe/Berlin',
    job: { type: 'echo', payload: { report: 'sales' } },
  },
  'stock-sync': {
    every: '15m',
    overlap: 'queue',
    job: { type: 'http.call', payload: { url: 'https://stock.example/sync', method: 'POST', headers } },
  },
  heartbeat: { every: '2s', job: { type: 'echo', payload: { alive: true } } },
  'weekly-digest': {
    cron: '0 9 * * MON',
    timezone: 'America/New_York',
    jitterMs: '5m',
    job: { type: 'echo', payload: { to: 'all' } },
  },
  invoices: {
    cron: '0 6 1 * *',
    timezone: 'Europe/London',
    missed: 'all',
    job: { type: 'echo', payload: {} },
  },
  cleanup: { cron: '*/20 * * * *', paused: true, job: { type: 'echo', payload: { olderThanDays: 30 } } },
  'spring-sale': { at: '2027-03-20T08:00:00Z', job: { type: 'echo', payload: { sale: 'spring' } } },
};

/** Writes them, and has some of them run. */
export async function writeSchedules(rig: ConsoleRig): Promise<void> {
  for (const [name, schedule] of Object.entries(schedules)) {
    const answer = await fetch(`${rig.system.url}/schedules/${name}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${tokens.admin}`, 'content-type': 'application/json' },
      body: JSON.stringify({ schedule: { name, ...schedule } }),
    });
    if (!answer.ok) throw new Error(`${name}: ${answer.status} ${await answer.text()}`);
  }
  for (const name of ['nightly-report', 'weekly-digest', 'nightly-report'])
    await rig.system.admin(`/schedules/${name}/run`, {});
}
