import styles from './sign-in.module.css';

const folders = [
  ['Linux', '~/.local/share/signalbox'],
  ['macOS', '~/Library/Application Support/Signalbox'],
  ['Windows', '%APPDATA%\\Signalbox'],
] as const;

/** Where a person finds the admin token. */
export function TokenPlaces() {
  return (
    <section className={styles.places} aria-labelledby="token-places">
      <h2 id="token-places">Where is it?</h2>
      <p>
        The gateway was started with it, as <code>SIGNALBOX_ADMIN_TOKEN</code> or <code>--token</code>.
      </p>
      <p>
        In any case it is <code>adminToken</code> in <code>gateway.json</code>, on the gateway's machine in
        its data folder: <code>SIGNALBOX_DATA</code>, <code>--data</code>, or else
      </p>
      <dl>
        {folders.map(([system, folder]) => (
          <div key={system}>
            <dt>{system}</dt>
            <dd>
              <code>{folder}</code>
            </dd>
          </div>
        ))}
      </dl>
      <p>The tokens of clients and workers do not open the console.</p>
    </section>
  );
}
