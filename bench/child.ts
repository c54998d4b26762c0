import { setTimeout } from 'node:timers/promises';
import { assertNever } from '../src-core/protocol/assert-never';
import type { Contender, ContenderName } from './contenders/contender';
import { makeContender } from './contenders/make-contender';
import { measureBulk } from './measure/bulk';
import { measureCommands } from './measure/commands';
import { measureLatency } from './measure/latency';
import { concurrency, type Measurement, type Sample } from './measure/measurement';
import { measureMemory } from './measure/memory';
import { measureProcessing } from './measure/processing';
import { measureSingle } from './measure/single';

export type MeasureName = 'bulk' | 'single' | 'processing' | 'latency' | 'memory' | 'commands';

/** What a child process is told to measure. */
export interface ChildTask {
  contender: ContenderName;
  /** 'idle' starts a worker that processes `jobs` jobs and then stays until the parent hangs up. */
  measure: MeasureName | 'idle';
  port: number;
  payloadBytes: number;
  keep: boolean;
  jobs: number;
  warmUp: number;
}

/** An object whose JSON has exactly `bytes` bytes. */
function payloadOf(bytes: number): { text: string } {
  return { text: 'x'.repeat(bytes - JSON.stringify({ text: '' }).length) };
}

async function measure(name: MeasureName, measurement: Measurement): Promise<Sample> {
  switch (name) {
    case 'bulk':
      return await measureBulk(measurement);
    case 'single':
      return await measureSingle(measurement);
    case 'processing':
      return await measureProcessing(measurement);
    case 'latency':
      return await measureLatency(measurement);
    case 'memory':
      return await measureMemory(measurement);
    case 'commands':
      return await measureCommands(measurement);
    default:
      return assertNever(name);
  }
}

// A worker beside this one may take a part of the jobs.
async function stayIdle(contender: Contender, jobs: number): Promise<void> {
  await contender.startWorker(concurrency, () => undefined);
  await contender.enqueueBulk(jobs);
  while ((await contender.unfinished()) > 0) await setTimeout(5);
}

/** Runs one task in this process and sends its sample to the parent. */
export async function runChild(task: ChildTask): Promise<void> {
  const { port, keep, jobs, warmUp } = task;
  const contender = makeContender(task.contender, { port, keep, payload: payloadOf(task.payloadBytes) });
  await contender.open();
  if (task.measure === 'idle') {
    await stayIdle(contender, jobs);
    process.send?.({});
  } else {
    process.send?.(await measure(task.measure, { contender, port, jobs, warmUp }));
  }
}
