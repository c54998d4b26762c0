import type { Bundle } from '../../src-core/protocol/bundle';
import { JsonView } from '../components/json-view';
import { Panel } from '../components/panel';
import { useBundle } from '../stores/bundle';
import { SettingsInForce } from '../views/settings/settings-in-force';
import { SystemPanel } from '../views/settings/system-panel';
import { BundleLog } from './bundle-log';
import { BundleOpener } from './bundle-opener';
import styles from './bundle.module.css';

/** Opens an incident bundle, and shows what the open one holds besides the trace. */
export function BundleView() {
  const bundle = useBundle((state) => state.bundle);
  return bundle ? <Around bundle={bundle} /> : <Opening />;
}

function Opening() {
  return (
    <div className={styles.view}>
      <h1>Open an incident bundle</h1>
      <p>
        A bundle is one file with all that is known of one job and what was round it: its trace with the
        frames, the log, settings, versions and the numbers of its queue, without secrets. “Bundle” on a trace
        saves one, and so does <code>signalbox bundle ID</code>.
      </p>
      <BundleOpener />
    </div>
  );
}

/** Its title, head and lines, as far as there is room; px. */
function logHeight(lines: number): number {
  return lines === 0 ? 160 : Math.min(420, 72 + 29 * lines);
}

/** What was round the job. */
function Around({ bundle }: { bundle: Bundle }) {
  const { system, leftOut, masked, logs, workers, pool, group, queues, health } = bundle;
  return (
    <div className={styles.view}>
      <h1>Round the job</h1>
      <p>
        Secrets are hidden in {masked === 1 ? 'one place' : `${masked} places`}, as <code>***</code>.
        {leftOut.length > 0 && ` Left out: ${leftOut.join('; ')}.`}
      </p>
      <section className={styles.log} style={{ height: logHeight(logs.length) }} aria-labelledby="bundle-log">
        <h2 id="bundle-log">Log of the gateway and its workers</h2>
        <BundleLog bundle={bundle} />
      </section>
      <div className={styles.columns}>
        <SystemPanel system={system} />
        <SettingsInForce settings={system.settings} />
      </div>
      <Panel title="Workers and queues" question="What else was there when it was made?">
        <JsonView
          value={{ workers, pool, queues, health, deadLetterGroup: group }}
          label="Workers and queues"
        />
      </Panel>
      <BundleOpener />
    </div>
  );
}
