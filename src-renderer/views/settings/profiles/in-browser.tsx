import { Panel } from '../../../components/panel';
import styles from '../settings.module.css';

/** In a browser the console belongs to the gateway that serves it: where to change what that one is connected to. */
export function InBrowser({ redisAddress }: { redisAddress: string | undefined }) {
  return (
    <Panel title="Connection" question="Which system do I look at?">
      <p className={styles.help}>
        This page shows the gateway it came from
        {redisAddress !== undefined && (
          <>
            , which works on Redis at <code>{redisAddress}</code>
          </>
        )}
        . To look at another gateway, open its address. To give this one another Redis, start it with{' '}
        <code>REDIS_URL</code>:
      </p>
      <pre className={styles.command}>
        REDIS_URL=redis://:password@redis.example.org:6379/0 npx signalbox serve
      </pre>
      <p className={styles.help}>
        Connection profiles, with a test and a switch without a restart, are in the desktop console:{' '}
        <code>npm start</code>. It keeps them in <code>profiles.json</code> in its data folder, their secrets
        encrypted by the system.
      </p>
    </Panel>
  );
}
