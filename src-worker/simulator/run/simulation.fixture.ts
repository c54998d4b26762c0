import { type ScenarioText, scenarioSchema } from '../../../src-core/protocol/scenario';
import type { SimulationTarget } from '../../../src-core/protocol/simulator';
import { Maintainer } from '../../../src-core/queue/maintainer';
import type { GatewayOptions } from '../../../src-main/gateway/options';
import { Rig } from '../../../src-main/gateway/testing/rig.fixture';
import { Auditor } from '../auditor/auditor';
import type { FrameRecord } from '../auditor/frame-record';
import { Simulation } from './simulation';
import type { Ended } from './simulation-options';

export interface FinishedRun extends Ended {
  frames: FrameRecord[];
  log: string[];
}

/** A gateway with short leases for simulations. */
export class SimulationRig {
  private constructor(
    readonly rig: Rig,
    private readonly maintainer: Maintainer,
  ) {}

  static async start(options: Partial<GatewayOptions> = {}): Promise<SimulationRig> {
    const rig = await Rig.start({ leaseMs: 1000, ...options });
    const maintainer = new Maintainer(rig.queue().connection);
    maintainer.start();
    return new SimulationRig(rig, maintainer);
  }

  get target(): SimulationTarget {
    return {
      gateways: [this.rig.address.url],
      workerToken: 'gpu-token',
      clientToken: 'web-token',
      redisUrl: this.rig.redis.url,
      queue: this.rig.queueName,
    };
  }

  /** A simulation, and the frames that pass in it. */
  make(
    scenario: Omit<ScenarioText, 'name'>,
    seed = 1,
    target: Partial<SimulationTarget> = {},
    connectMs?: number,
  ): { simulation: Simulation; frames: FrameRecord[] } {
    const frames: FrameRecord[] = [];
    const read = scenarioSchema.parse({ name: 'test', ...scenario });
    const simulation = new Simulation({
      runId: `run-${seed}-${Math.random().toString(36).slice(2, 8)}`,
      scenario: read,
      seed,
      target: { ...this.target, ...target },
      ...(connectMs !== undefined && { connectMs }),
      audit: (planned) => {
        const auditor = new Auditor({ target: this.target, assertions: read.assert, planned });
        const frame = auditor.frame.bind(auditor);
        auditor.frame = (record) => {
          frames.push(record);
          frame(record);
        };
        return auditor;
      },
    });
    return { simulation, frames };
  }

  /** Runs one to its end. */
  async run(scenario: Omit<ScenarioText, 'name'>, seed?: number): Promise<FinishedRun> {
    const { simulation, frames } = this.make(scenario, seed);
    await simulation.start();
    const ended = await simulation.ended;
    return { ...ended, frames, log: simulation.snapshot().log.map(({ who, text }) => `${who}: ${text}`) };
  }

  async stop(): Promise<void> {
    await this.maintainer.stop();
    await this.rig.stop();
  }
}
