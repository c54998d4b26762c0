import { desktopBridge } from '../settings/profiles/bridge';
import opening from '../../bundle/bundle.module.css';
import { BundleOpener } from '../../bundle/bundle-opener';
import { useConnection } from '../../stores/connection';
import { DesktopRefused } from './desktop-refused';
import { SignInForm } from './sign-in-form';
import { TokenPlaces } from './token-places';
import styles from './sign-in.module.css';

/** Shown while the gateway wants a token: asks for it in a browser, offers the other profiles in the desktop. */
export function SignIn() {
  const bridge = desktopBridge();
  const problem = useConnection((connection) => connection.problem);
  return (
    <main className={styles.page} aria-label="Sign in">
      <div className={`${styles.card} ${bridge ? styles.wide : ''}`}>
        <header className={styles.head}>
          <span className="signal" aria-hidden="true" />
          <strong>Signalbox</strong>
        </header>
        {bridge ? (
          <DesktopRefused />
        ) : (
          <>
            <SignInForm notice={problem} />
            <TokenPlaces />
          </>
        )}
        <div className={opening.inCard}>
          <BundleOpener />
        </div>
      </div>
    </main>
  );
}
