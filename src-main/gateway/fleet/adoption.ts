import type { HeldJob } from '../../../src-core/queue/renewal';
import { type Assignment, newAssignment } from './assignment';
import type { HeldJobs } from './held-jobs';
import type { HeldQuestions } from './held-questions';
import type { Machine } from './machine';

/** Takes over jobs that a machine got through another connection or gateway and still holds. */
export class Adoption {
  readonly #underWay = new Map<string, Promise<Assignment | 'lost' | 'cancelled'>>();

  constructor(
    private readonly questions: HeldQuestions,
    private readonly held: HeldJobs,
    private readonly leaseMs: number,
  ) {}

  /**
   * Its assignment here when the claim is current and one of the machine's own; else why not. What is asked for one
   * job while an answer is awaited gets the same one, so frames keep their order.
   */
  adopt(machine: Machine, job: HeldJob): Promise<Assignment | 'lost' | 'cancelled'> {
    const key = `${machine.id} ${job.id} ${job.fence}`;
    let adopting = this.#underWay.get(key);
    if (!adopting) {
      adopting = this.#ask(machine, job).finally(() => this.#underWay.delete(key));
      this.#underWay.set(key, adopting);
    }
    return adopting;
  }

  async #ask(machine: Machine, { id, fence }: HeldJob): Promise<Assignment | 'lost' | 'cancelled'> {
    const answer = await this.questions.ask({ id, fence });
    if (typeof answer === 'string') return answer;
    const { worker, attempt, timeoutMs, ranMs, chunks } = answer;
    if (!worker.startsWith(`${machine.id}:`)) return 'lost';
    const here = this.held.get(id);
    if (here && here.fence >= fence) return here.fence === fence && here.machine === machine ? here : 'lost';
    const now = performance.now();
    const assignment = newAssignment({
      id,
      fence,
      attempt,
      machine,
      worker,
      timeoutMs,
      endsBy: now + timeoutMs - ranMs,
      leaseUntil: now + this.leaseMs,
      chunks,
    });
    this.held.add(assignment);
    return assignment;
  }
}
