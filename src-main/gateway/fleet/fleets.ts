import type { Logger } from 'pino';
import { SignalboxError } from '../../../src-core/protocol/errors';
import { closeCodes } from '../../../src-core/protocol/limits';
import type { Queue } from '../../../src-core/queue/queue';
import { Fleet } from './fleet';
import type { Registration } from './gpu-worker';
import type { Machine } from './machine';
import type { WorkerLink } from './worker-link';

export interface FleetsOptions {
  queue: (name: string | undefined) => Queue;
  leaseMs: number;
  ackMs: number;
  chunksWaiting: number;
  log: Logger;
  /** Told of a queue whose maintenance nobody leads. */
  onLeaderless: (queue: string) => void;
}

/** A machine and the fleet it belongs to. */
export interface Membership {
  fleet: Fleet;
  machine: Machine;
}

/** The fleets of one gateway, one a queue that has workers here. */
export class Fleets {
  readonly #fleets = new Map<string, Fleet>();
  readonly #closing = new Set<Promise<void>>();

  constructor(private readonly options: FleetsOptions) {}

  get leaseMs(): number {
    return this.options.leaseMs;
  }

  /**
   * Registers a machine, or takes its new registration. `before`: what its socket was registered as until now. Resolves
   * to null when the socket has gone meanwhile. Throws FORBIDDEN for job types the token may not run, or a machine
   * that somebody else has connected.
   */
  async register(
    link: WorkerLink,
    frame: Registration,
    before: Membership | null,
  ): Promise<Membership | null> {
    checkTypes(frame.jobTypes, link.types);
    const queue = this.options.queue(frame.queue);
    const replaced = this.#takeFromOthers(link, frame.machineId, queue.name);
    const fleet = this.#fleetOf(queue);
    if (before && (before.fleet !== fleet || before.machine.id !== frame.machineId)) {
      before.fleet.leave(before.machine, link, false);
    }
    const joining = fleet.join(link, frame);
    replaced?.close(closeCodes.done, 'replaced');
    const machine = await joining;
    return machine && { fleet, machine };
  }

  /** Claims nothing any more, in any queue. */
  drain(): void {
    for (const fleet of this.#fleets.values()) fleet.drain();
  }

  /** Closes all fleets; their jobs stay leased. */
  async close(): Promise<void> {
    for (const fleet of [...this.#fleets.values()]) this.#close(fleet);
    await Promise.all(this.#closing);
  }

  /** The socket that had the machine until now, if any; in another queue's fleet it leaves. */
  #takeFromOthers(link: WorkerLink, machineId: string, queue: string): WorkerLink | null {
    for (const fleet of this.#fleets.values()) {
      const machine = fleet.connected(machineId);
      const other = machine?.link;
      if (!machine || !other || other === link) continue;
      if (other.key !== link.key) {
        const message = `The machine ${machineId} is connected with another token`;
        throw new SignalboxError('FORBIDDEN', message);
      }
      if (fleet.queueName !== queue) fleet.leave(machine, other, false);
      return other;
    }
    return null;
  }

  #fleetOf(queue: Queue): Fleet {
    const known = this.#fleets.get(queue.name);
    if (known) return known;
    const { leaseMs, ackMs, chunksWaiting, log, onLeaderless } = this.options;
    const fleet: Fleet = new Fleet(queue, {
      leaseMs,
      ackMs,
      chunksWaiting,
      log,
      onLeaderless: () => onLeaderless(queue.name),
      onEmpty: () => this.#close(fleet),
    });
    this.#fleets.set(queue.name, fleet);
    return fleet;
  }

  #close(fleet: Fleet): void {
    for (const [name, one] of this.#fleets) if (one === fleet) this.#fleets.delete(name);
    const closing = fleet.close().finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }
}

function checkTypes(wanted: readonly string[], allowed: readonly string[] | undefined): void {
  const others = allowed ? wanted.filter((type) => !allowed.includes(type)) : [];
  if (others.length === 0) return;
  const message = `This token may not run ${others.join(', ')}; accepted: ${allowed?.join(', ')}`;
  throw new SignalboxError('FORBIDDEN', message);
}
