import {
  type GatewayAddress,
  localProfileId,
  type ProfileDraft,
  type ProfileTest,
} from '../../../src-core/protocol/desktop';
import type { Backend, Backends, ProfileTarget } from './backend';
import type { ProfileStore } from './profile-store';
import { testGateway } from './test-gateway';

interface SwitchOptions {
  store: ProfileStore;
  backends: Backends;
  /** Another gateway is to be looked at. */
  onChange: (address: GatewayAddress) => void;
}

interface Running {
  backend: Backend;
  profile: string;
  target: ProfileTarget;
}

/** What runs for the profile in use, and changing it without a restart. One change at a time. */
export class BackendSwitch {
  readonly #options: SwitchOptions;
  #running: Promise<Running> | null = null;
  #switching = false;
  #stopped = false;

  constructor(options: SwitchOptions) {
    this.#options = options;
  }

  /** Starts a profile. Rejects when it cannot be; another one can be started then. */
  async start(profile: string): Promise<void> {
    const launch = async () => {
      const target = await this.#options.store.target(profile);
      // Quicker to say why than a start that waits for Redis. A gateway elsewhere may come back: the page says so.
      if (target.kind === 'redis') await this.#mustPass(target);
      return this.#launch(profile, target);
    };
    this.#running = launch();
    await this.#running;
  }

  /** Where the gateway of the profile in use is. Waits while it starts; rejects when it cannot be started. */
  async address(): Promise<GatewayAddress> {
    if (!this.#running) throw new Error('Signalbox is still starting');
    return this.#addressOf(await this.#running);
  }

  /**
   * Changes to another profile, or to what has become of the one in use: tries it, drains and stops what runs, starts
   * the new one. Rejects when it does not pass its test (nothing has changed then) or cannot be started (the old one
   * has been started again). Does nothing when just that runs already.
   */
  async activate(profile: string): Promise<void> {
    if (this.#switching) throw new Error('Another profile is being activated');
    if (this.#stopped || !this.#running) throw new Error('Signalbox is not running');
    this.#switching = true;
    try {
      const before = await this.#running.catch(() => null);
      const target = await this.#options.store.target(profile);
      if (before?.profile === profile && JSON.stringify(before.target) === JSON.stringify(target)) return;
      await this.#mustPass(target);
      if (this.#stopped) throw new Error('Signalbox is ending');
      await this.#replace(before, profile, target);
    } finally {
      this.#switching = false;
    }
  }

  /** Tries a saved profile, or one that is being entered. */
  async test(profile: string | ProfileDraft): Promise<ProfileTest> {
    const { store } = this.#options;
    const target = await (typeof profile === 'string' ? store.target(profile) : store.draftTarget(profile));
    return this.#try(target);
  }

  /** Stops what runs, after a change that is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    const running = await this.#running?.catch(() => null);
    await running?.backend.stop();
  }

  async #replace(before: Running | null, profile: string, target: ProfileTarget): Promise<void> {
    let failure: unknown;
    const change = async () => {
      await before?.backend.stop();
      try {
        return await this.#launch(profile, target);
      } catch (error) {
        if (!before) throw error;
        failure = error;
        return await this.#launch(before.profile, before.target);
      }
    };
    this.#running = change();
    const now = await this.#running;
    if (failure === undefined) await this.#options.store.setActive(profile);
    this.#options.onChange(this.#addressOf(now));
    if (failure !== undefined) throw failure;
  }

  async #launch(profile: string, target: ProfileTarget): Promise<Running> {
    return { backend: await this.#options.backends.start(target), profile, target };
  }

  async #mustPass(target: ProfileTarget): Promise<void> {
    const { steps } = await this.#try(target);
    const failed = steps.find(({ status }) => status === 'fail');
    if (failed) throw new Error(`${failed.name}: ${failed.text}`);
  }

  #try(target: ProfileTarget): Promise<ProfileTest> | ProfileTest {
    if (target.kind === 'redis') return this.#options.backends.testRedis(target.url, target.password);
    if (target.kind === 'gateway') return testGateway(target.url, target.token);
    return { steps: [{ name: 'This computer', status: 'pass', text: 'needs nothing that is elsewhere' }] };
  }

  #addressOf({ backend: { url, token }, profile }: Running): GatewayAddress {
    if (profile === localProfileId) return { url, token };
    return { url, token, profile: this.#options.store.get(profile).name };
  }
}
