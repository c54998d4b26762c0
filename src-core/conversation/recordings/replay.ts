import type { Recording } from '../recording';
import type { ReplayReport } from '../reports';
import type { ReplayOptions } from './replay-options';
import { ReplayRun } from './replaying/replay-run';

/**
 * Plays what the recorded side did, in its order, and compares what comes with what came then. A frame goes out when all
 * that had come before it has come again, so that a slower server is no difference. Never rejects: why it could not be
 * played to its end is in the report.
 */
export async function replay(recording: Recording, options: ReplayOptions): Promise<ReplayReport> {
  return await new ReplayRun(recording, options).run();
}
