import { ActionIcon, Select } from '@mantine/core';
import { useShallow } from 'zustand/react/shallow';
import { Command, Moon, Sun, SunMoon } from 'lucide-react';
import { Duration } from '../components/times';
import { isDesktop } from '../connection/gateway';
import { ranges, type Theme, useChoices } from '../stores/choices';
import { useConnection } from '../stores/connection';
import { useLive } from '../stores/live';
import { openPalette } from './palette-state';

/** What the console is connected to, and what it looks at. */
export function TopBar() {
  return (
    <header className="top-bar">
      <a className="top-bar-name" href="#/overview">
        <span className="signal" aria-hidden="true" />
        Signalbox
      </a>
      <Connection />
      <div className="top-bar-choices">
        <Looks />
        <button
          type="button"
          className="palette-button"
          onClick={openPalette}
          aria-label="Search or run"
          aria-keyshortcuts="Control+K Meta+K /"
        >
          <Command size={14} aria-hidden="true" />
          <span>Search or run</span>
          <kbd>{/Mac/.test(navigator.userAgent) ? '⌘ K' : 'Ctrl K'}</kbd>
        </button>
        <ThemePicker />
      </div>
    </header>
  );
}

function Connection() {
  const { url, profile } = useConnection(
    useShallow(({ phase, url, profile }) => ({ url: phase === 'offline' ? null : url, profile })),
  );
  const redis = useLive(useShallow(({ stats }) => stats && { ...stats.redis }));
  return (
    <dl className="connection">
      {isDesktop() && (
        <div>
          <dt>Profile</dt>
          <dd>
            <a href="#/settings">{profile ?? 'This computer'}</a>
          </dd>
        </div>
      )}
      {url && (
        <div>
          <dt>Gateway</dt>
          <dd className="connection-address">
            <code title={url}>{url}</code>
          </dd>
        </div>
      )}
      {redis && (
        <div>
          <dt>Redis</dt>
          <dd className="connection-address" title={redis.engine}>
            {redis.engine}
          </dd>
          <dd className={redis.status === 'connected' ? undefined : 'bad'}>
            {redis.status === 'connected'
              ? redis.latencyMs !== null && <Duration ms={redis.latencyMs} />
              : redis.status}
          </dd>
        </div>
      )}
    </dl>
  );
}

/** Which jobs and times are looked at; a bundle has but one of them. */
function Looks() {
  const offline = useConnection(({ phase }) => phase === 'offline');
  if (offline) return null;
  return (
    <>
      <QueuePicker />
      <RangePicker />
    </>
  );
}

function QueuePicker() {
  const queue = useChoices((choices) => choices.queue);
  const setQueue = useChoices((choices) => choices.setQueue);
  const names = useLive(useShallow(({ stats }) => stats?.queues.map(({ name }) => name) ?? []));
  // A queue that was chosen earlier stays chosen while it is not known.
  const known = queue === '' || names.includes(queue) ? names : [...names, queue];
  const data = [{ value: '', label: 'All queues' }, ...known.map((name) => ({ value: name, label: name }))];
  return (
    <Select
      className="top-bar-select"
      size="xs"
      aria-label="Queue"
      data={data}
      value={queue}
      onChange={(value) => setQueue(value ?? '')}
      searchable={known.length > 8}
      allowDeselect={false}
    />
  );
}

function RangePicker() {
  const rangeMs = useChoices((choices) => choices.rangeMs);
  const setRangeMs = useChoices((choices) => choices.setRangeMs);
  return (
    <Select
      className="top-bar-range"
      size="xs"
      aria-label="Time range"
      data={ranges.map(({ ms, label }) => ({ value: String(ms), label }))}
      value={String(rangeMs)}
      onChange={(value) => value && setRangeMs(Number(value))}
      allowDeselect={false}
    />
  );
}

const nextTheme: Record<Theme, Theme> = { system: 'dark', dark: 'light', light: 'system' };
const themeIcon = { system: SunMoon, dark: Moon, light: Sun };

function ThemePicker() {
  const theme = useChoices((choices) => choices.theme);
  const setTheme = useChoices((choices) => choices.setTheme);
  const Icon = themeIcon[theme];
  const label = `Theme: ${theme}. Change to ${nextTheme[theme]}`;
  return (
    <ActionIcon aria-label={label} title={label} onClick={() => setTheme(nextTheme[theme])}>
      <Icon size={16} />
    </ActionIcon>
  );
}
