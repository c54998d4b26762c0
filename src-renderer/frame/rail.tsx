import { useMediaQuery } from '@mantine/hooks';
import { PanelLeftClose, PanelLeftOpen } from 'lucide-react';
import { formatCompact, formatCount } from '../components/format';
import { useRoute } from '../routing/routes';
import { useChoices } from '../stores/choices';
import { useLive } from '../stores/live';
import { mainViews } from './views';

/** Leads to the views, each with its one number. */
export function Rail() {
  const chosen = useChoices(({ railFolded }) => railFolded);
  const narrow = useMediaQuery('(width < 800px)') ?? false;
  const folded = chosen || narrow;
  const setFolded = useChoices(({ setRailFolded }) => setRailFolded);
  const [current] = useRoute().path;
  const Fold = folded ? PanelLeftOpen : PanelLeftClose;
  const foldLabel = folded ? 'Unfold the rail' : 'Fold the rail';
  return (
    <nav className="rail" data-folded={folded || undefined} aria-label="Views">
      <ul>
        {mainViews.map(({ path, title, key, icon: Icon, href }) => (
          <li key={path}>
            <a
              className="rail-link"
              href={href}
              aria-current={current === path ? 'page' : undefined}
              title={`${title} (g ${key})`}
            >
              <Icon size={16} aria-hidden="true" />
              <span className={folded ? 'visually-hidden' : 'rail-title'}>{title}</span>
              <RailNumber path={path} />
            </a>
          </li>
        ))}
      </ul>
      {!narrow && (
        <button
          type="button"
          className="rail-fold"
          aria-label={foldLabel}
          title={foldLabel}
          onClick={() => setFolded(!folded)}
        >
          <Fold size={16} aria-hidden="true" />
        </button>
      )}
    </nav>
  );
}

/** The number that matters most in a view; nothing where there is none. */
function RailNumber({ path }: { path: string }) {
  const number = useLive(({ stats }) => {
    const sum = (state: string) =>
      stats?.queues.reduce((total, { counts }) => total + (counts[state] ?? 0), 0) ?? 0;
    if (!stats) return null;
    if (path === 'jobs') return sum('waiting') + sum('active');
    if (path === 'workers') return `${stats.workers.running}/${stats.workers.total}`;
    return path === 'dead-letters' ? sum('dead') : null;
  });
  if (number === null) return null;
  const bad = path === 'dead-letters' && number !== 0;
  return (
    <span className={bad ? 'rail-number rail-bad' : 'rail-number'} title={exact(path, number)}>
      {typeof number === 'number' ? formatCompact(number) : number}
    </span>
  );
}

function exact(path: string, number: number | string): string {
  if (typeof number === 'string') return `${number} workers running`;
  return `${formatCount(number)} ${path === 'jobs' ? 'waiting or active' : 'dead'}`;
}
