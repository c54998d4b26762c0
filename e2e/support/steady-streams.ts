import { fileURLToPath } from 'node:url';
import { RawSocket } from './raw-socket';
import type { RunningSystem } from './system';

/** The handlers file that offers `steady.stream`. Found from the sources, and from a bundle two folders below the top. */
export const steadyStreamFile = fileURLToPath(
  new URL('../../e2e/support/steady-stream.mjs', import.meta.url),
);

export interface StreamPlan {
  /** Sockets, each with one job. */
  clients: number;
  /** Chunks of each job. */
  count: number;
  everyMs: number;
}

export interface StreamReport {
  chunks: number;
  /** Chunks that were not the next one of their stream: gaps, repeats, wrong order, second attempts. */
  wrong: string[];
  /** From the handler to the socket of each chunk, in ms. */
  latencies: number[];
  /** From the first chunk to the last, in ms. */
  tookMs: number;
}

/** Runs one streaming job on each of many sockets at once and checks and times what each is told. */
export async function runStreams(system: RunningSystem, plan: StreamPlan): Promise<StreamReport> {
  const opening = Array.from({ length: plan.clients }, () => RawSocket.open(system.url, system.clientToken));
  const sockets = await Promise.all(opening);
  const report: StreamReport = { chunks: 0, wrong: [], latencies: [], tookMs: 0 };
  const { count, everyMs } = plan;
  let first = 0;
  const run = async (socket: RawSocket, index: number) => {
    let last = 0;
    socket.onFrame = (frame) => {
      if (frame.type === 'stream_reset') report.wrong.push(`stream ${index}: started over`);
      if (frame.type !== 'job_chunk') return;
      const at = performance.timeOrigin + performance.now();
      first ||= at;
      report.tookMs = at - first;
      report.chunks += 1;
      const data = frame.data as { n: number; at: number };
      if (frame.seq !== last + 1 || data.n !== frame.seq || frame.attempt !== 1) {
        report.wrong.push(`stream ${index}: chunk ${frame.attempt}.${frame.seq} (${data.n}) after ${last}`);
      }
      last = frame.seq;
      report.latencies.push(at - data.at);
    };
    socket.send({ type: 'submit_job', job: { type: 'steady.stream', payload: { count, everyMs } } });
    await socket.find(({ type }) => type === 'job_result' || type === 'job_error' || type === 'job_rejected');
    if (last !== count) report.wrong.push(`stream ${index}: ended after ${last} of ${count} chunks`);
  };
  await Promise.all(sockets.map(run));
  await Promise.all(sockets.map((socket) => socket.close()));
  return report;
}
