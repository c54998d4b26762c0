import type { StatsFrame } from '../../../../src-core/protocol/monitor-frames';
import { failureRules } from './failure-rules';
import type { Finding, Surroundings } from './finding';
import { systemRules } from './system-rules';
import { waitingRules } from './waiting-rules';

/**
 * What is wrong now, worst first; empty = healthy. Whatever stands for longer keeps its id.
 * @param frame the newest numbers
 * @param history the last minutes, oldest first, `frame` among them
 */
export function findings(
  frame: StatsFrame,
  history: readonly StatsFrame[],
  surroundings: Surroundings,
): Finding[] {
  const evidence = { ...surroundings, frame, history };
  const found = systemRules.flatMap((rule) => rule(evidence));
  // Without Redis the queues' numbers are old: only its absence is sure.
  if (frame.redis.status === 'connected') {
    for (const queue of frame.queues)
      for (const rule of [...waitingRules, ...failureRules]) {
        const finding = rule(evidence, queue);
        if (finding) found.push(finding);
      }
  }
  return found.sort((a, b) => b.weight - a.weight || a.id.localeCompare(b.id));
}
