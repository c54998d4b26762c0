import { ProfilesPanel } from '../settings/profiles/profiles-panel';
import { useConnection } from '../../stores/connection';
import styles from './sign-in.module.css';

/** In the desktop a profile brings its token: when that is refused, it is changed or another profile is used. */
export function DesktopRefused() {
  const profile = useConnection((connection) => connection.profile);
  const url = useConnection((connection) => connection.url);
  return (
    <>
      <div className={styles.form}>
        <h1>The gateway refused the token{profile === null ? '' : ` of “${profile}”`}</h1>
        <p className="quiet">
          <code>{url}</code> may have a new admin token: edit the profile and enter it, or use another one.
        </p>
      </div>
      <ProfilesPanel redisAddress={undefined} />
    </>
  );
}
