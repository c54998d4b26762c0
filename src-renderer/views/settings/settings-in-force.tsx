import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { Panel } from '../../components/panel';
import styles from './settings.module.css';

/** The settings the gateway was started with; secrets are not among them. */
export function SettingsInForce({ settings }: { settings: Record<string, string> }) {
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const all = Object.entries(settings).sort(([a], [b]) => a.localeCompare(b));
  const found = all.filter(([name, value]) => `${name} ${value}`.toLowerCase().includes(wanted));
  return (
    <Panel title="Settings in force" question="What was it started with?">
      <p className={styles.help}>
        They come from command-line options, else from environment variables, else they are the defaults. A
        change holds from the next start on.
      </p>
      <TextInput
        aria-label="Filter the settings"
        placeholder={`Filter ${all.length} settings`}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        size="xs"
      />
      {found.length === 0 ? (
        <p className={styles.help}>No setting has “{search.trim()}” in it.</p>
      ) : (
        <dl className={styles.values}>
          {found.map(([name, value]) => (
            <div key={name}>
              <dt>
                <code>{name}</code>
              </dt>
              <dd>{value === '' ? <span className="quiet">not set</span> : <code>{value}</code>}</dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  );
}
