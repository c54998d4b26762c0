import { RawSocket } from './raw-socket';
import { type RunningSystem, startSystem } from './system';

const inAnHour = 3_600_000;
/** Handshakes under way at once. */
const batch = 50;

/**
 * Opens sockets that have each run a job, the first `watchers` of which then watch a job of the next hour. The worker
 * that ran their jobs is gone when this resolves.
 */
export async function openIdleSockets(
  gateway: RunningSystem,
  settings: { redisUrl: string; clients: number; watchers: number },
): Promise<RawSocket[]> {
  const { redisUrl, clients, watchers } = settings;
  const worker = await startSystem({ mode: 'worker', redisUrl, args: ['--concurrency', '100'] });
  try {
    const sockets: RawSocket[] = [];
    while (sockets.length < clients) {
      const length = Math.min(batch, clients - sockets.length);
      const some = Array.from({ length }, () => RawSocket.open(gateway.url, gateway.clientToken));
      sockets.push(...(await Promise.all(some)));
    }
    await Promise.all(sockets.map(runJob));
    await Promise.all(sockets.slice(0, watchers).map(watchLaterJob));
    return sockets;
  } finally {
    await worker.stop();
  }
}

async function runJob(socket: RawSocket): Promise<void> {
  socket.send({ type: 'submit_job', job: { type: 'echo', payload: 'once' } });
  await socket.find((frame) => frame.type === 'job_result');
}

async function watchLaterJob(socket: RawSocket): Promise<void> {
  const job = { type: 'echo', payload: null, delayMs: inAnHour };
  socket.send({ type: 'submit_job', ref: 'later', job });
  const answer = await socket.find((frame) => 'ref' in frame && frame.ref === 'later');
  if (answer.type !== 'job_accepted') throw new Error(`The job was not accepted: ${JSON.stringify(answer)}`);
}
