import type { AttemptFaultKind, Fault, MachineFaultKind } from '../../../src-core/protocol/scenario-faults';
import { formatDuration } from '../../components/format';

export type FaultKind = AttemptFaultKind | MachineFaultKind;

/** What each fault is called, and what it does. */
export const faultWords: Record<FaultKind, { name: string; does: string }> = {
  crash: {
    name: 'crash',
    does: 'The socket is cut in the middle of a job; the machine comes back without its jobs.',
  },
  hang: { name: 'hang', does: 'The job never ends, while heartbeats go on.' },
  no_ack: { name: 'no acknowledgement', does: 'An assigned job is not acknowledged.' },
  finish_late: {
    name: 'finish late',
    does: 'Heartbeats for the job stop; it is completed after its lease is lost.',
  },
  complete_twice: { name: 'complete twice', does: 'The completion is sent a second time.' },
  wrong_fence: { name: 'wrong fence', does: 'The completion is sent with a wrong fence first.' },
  unknown_job: { name: 'unknown job', does: 'A completion of a job nobody has is sent as well.' },
  progress_flood: { name: 'progress flood', does: 'Progress is sent 500 times at once.' },
  release: { name: 'release', does: 'The job is given back.' },
  down: { name: 'down', does: 'The machine is cut off without a word and comes back without its jobs.' },
  disconnect: {
    name: 'disconnect',
    does: 'The socket is closed and opened again; the machine keeps its jobs.',
  },
  reconnect_storm: { name: 'reconnect storm', does: 'It connects and disconnects over and over.' },
  half_open: { name: 'half open', does: 'The socket stays open and says nothing in either direction.' },
  skip_heartbeat: { name: 'skip heartbeats', does: 'No heartbeat is sent.' },
  slow_heartbeat: { name: 'slow heartbeats', does: 'Heartbeats come at a third of their rate.' },
  slow_reader: { name: 'slow reader', does: 'Nothing is read from the socket.' },
  clock_skew: { name: 'clock skew', does: 'Its clock is wrong by an hour.' },
  malformed_frame: { name: 'malformed frame', does: 'One frame is no JSON.' },
  oversized_frame: { name: 'oversized frame', does: 'One frame is over the limit.' },
};

/** A fault in a few words: `crash: 5 % of attempts`, `half open: 20 % of rig-*, for about 2 s`. */
export function faultText(fault: Fault): string {
  const { name } = faultWords[fault.kind];
  if ('rate' in fault) {
    const which = fault.jobs ? ` of ${fault.jobs.join(', ')}` : '';
    return `${name}: ${percent(fault.rate)} of attempts${which}`;
  }
  const who = fault.machines ?? 'machines';
  const often = fault.every === undefined ? '' : ', again and again';
  const span = 'constant' in fault.for ? `, for ${formatDuration(fault.for.constant)}` : '';
  return `${name}: ${percent(fault.share)} of ${who}${span}${often}`;
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
