import { createHash } from 'node:crypto';
import { planMachine } from './plan-machine';
import type { ScenarioPlan } from './scenario-plan';

/**
 * Everything that was drawn, one line each: a key, a tab, and what was decided as JSON; sorted by key. Equal for equal
 * scenario and seed, however the run went: it holds all attempts a job may have, not those it came to have.
 */
export function decisionLog(plan: ScenarioPlan): string[] {
  const { scenario } = plan;
  const lines: string[] = [];
  const add = (key: string, decided: unknown) => lines.push(`${key}\t${JSON.stringify(decided)}`);
  for (const { key, at, client, type } of plan.submissions) {
    const { attempts, payloadBytes } = plan.job(type);
    add(`job ${key}`, { at, client, type, payloadBytes });
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      add(`job ${key} attempt ${attempt}`, plan.attempt(key, attempt, type, scenario.faults));
    }
  }
  for (const { id, startAt } of plan.machines) {
    const faults = planMachine(id, scenario.faults, plan.spanMs, plan.draw);
    add(`machine ${id}`, { startAt, faults });
  }
  for (const { name, disconnects } of plan.clients) add(`client ${name}`, { disconnects });
  return lines.sort();
}

/** The log's fingerprint for the report: sha256 over its lines, each ended by a line feed; hex. */
export function decisionHash(lines: readonly string[]): string {
  const hash = createHash('sha256');
  for (const line of lines) hash.update(line).update('\n');
  return hash.digest('hex');
}
