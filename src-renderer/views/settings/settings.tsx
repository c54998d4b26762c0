import { systemSchema } from '../../../src-core/protocol/console';
import { ErrorPanel } from '../../components/error-panel';
import { Loading } from '../../components/loading';
import { useData } from '../../connection/use-data';
import { AppearancePanel } from './appearance-panel';
import { ProfilesPanel } from './profiles/profiles-panel';
import { SessionPanel } from './session-panel';
import { SettingsInForce } from './settings-in-force';
import { SystemPanel } from './system-panel';
import styles from './settings.module.css';

/** What runs here, with which settings, and what this console is connected to. */
export function Settings() {
  const { data, error, reload } = useData('/system', systemSchema);
  return (
    <div className={styles.settings}>
      <h1 className="visually-hidden">Settings</h1>
      <div className={styles.columns}>
        <div className={styles.column}>
          {data && <SystemPanel system={data} />}
          {!data &&
            (error ? (
              <ErrorPanel error={error} onRetry={reload} />
            ) : (
              <Loading what="Asking the gateway what it is" />
            ))}
          <ProfilesPanel redisAddress={data?.redis.address} />
        </div>
        <div className={styles.column}>
          <AppearancePanel />
          <SessionPanel />
          {data && <SettingsInForce settings={data.settings} />}
        </div>
      </div>
    </div>
  );
}
