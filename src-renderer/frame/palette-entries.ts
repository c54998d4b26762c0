import { go, href, jobHref, jobsHref, workerHref } from '../routing/routes';
import { ranges, type Theme, useChoices } from '../stores/choices';
import { grouped } from '../components/grouped';
import type { KeyMap } from './keys';

/** One line of the command palette. */
export interface PaletteEntry {
  id: string;
  group: string;
  label: string;
  description?: string;
  /** The keys that do the same. */
  keys?: string;
  /** Shown whatever is typed. */
  always?: boolean;
  run(): void;
}

interface Known {
  keys: KeyMap;
  queues: readonly string[];
  workers: readonly string[];
  /** What is typed. */
  text: string;
}

/** Most entries of one group that are shown at once. */
const groupMost = 8;

/** Everything the palette can do now. */
export function paletteEntries({ keys, queues, workers, text }: Known): PaletteEntry[] {
  return [
    ...keyEntries(keys),
    ...queueEntries(queues),
    ...workers.map((id) => ({
      id: `worker ${id}`,
      group: 'Workers',
      label: id,
      run: () => go(workerHref(id)),
    })),
    ...choiceEntries(),
    // Last: they fit whatever is typed, and Enter runs the first.
    ...jobEntries(queues, text.trim()),
  ];
}

/** The entries whose words all appear in what is typed, by group; few of each. */
export function found(entries: readonly PaletteEntry[], text: string): PaletteEntry[] {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const hits = entries.filter(({ group, label, description = '', always }) => {
    const whole = `${group} ${label} ${description}`.toLowerCase();
    return always || words.every((word) => whole.includes(word));
  });
  return [...grouped(hits, ({ group }) => group).values()].flatMap((members) => members.slice(0, groupMost));
}

const jobId = /^[A-Za-z0-9._:@/+=~-]{1,257}$/;

/** What is typed may be a job's id, or text to look for in jobs. */
function jobEntries(queues: readonly string[], text: string): PaletteEntry[] {
  if (text === '') return [];
  const search: PaletteEntry = {
    id: 'search',
    group: 'Jobs',
    label: `Search jobs for "${text}"`,
    always: true,
    run: () => go(jobsHref({ search: text })),
  };
  // A word alone is rarely an id: search comes first for it.
  if (!jobId.test(text) || text.length < 6) return [search];
  const chosen = useChoices.getState().queue;
  const open = (chosen === '' ? queues : [chosen]).slice(0, 5).map((queue) => ({
    id: `job ${queue}`,
    group: 'Jobs',
    label: `Open job ${text}`,
    description: `in ${queue}`,
    always: true,
    run: () => go(jobHref(queue, text)),
  }));
  return [...open, search];
}

function keyEntries(keys: KeyMap): PaletteEntry[] {
  return Object.entries(keys)
    .filter(([, { keyOnly }]) => !keyOnly)
    .map(([key, { label, group, run }]) => ({
      id: `key ${key}`,
      group: group === 'Views' ? 'Views' : 'Actions',
      label,
      keys: key,
      run,
    }));
}

function queueEntries(queues: readonly string[]): PaletteEntry[] {
  return queues.map((queue) => ({
    id: `queue ${queue}`,
    group: 'Queues',
    label: queue,
    description: 'look at this queue only',
    run: () => useChoices.getState().setQueue(queue),
  }));
}

function choiceEntries(): PaletteEntry[] {
  const { setQueue, setRangeMs, setTheme, railFolded, setRailFolded } = useChoices.getState();
  const group = 'Choices';
  const themes: Theme[] = ['dark', 'light', 'system'];
  return [
    { id: 'all queues', group, label: 'Look at all queues', run: () => setQueue('') },
    ...ranges.map(({ ms, label }) => ({
      id: `range ${label}`,
      group,
      label: `Charts: last ${label}`,
      run: () => setRangeMs(ms),
    })),
    ...themes.map((theme) => ({
      id: `theme ${theme}`,
      group,
      label: `Theme: ${theme}`,
      run: () => setTheme(theme),
    })),
    {
      id: 'rail',
      group,
      label: railFolded ? 'Unfold the rail' : 'Fold the rail',
      run: () => setRailFolded(!railFolded),
    },
    {
      id: 'bundle',
      group: 'Actions',
      label: 'Open an incident bundle',
      run: () => go(href(['bundle'])),
    },
    { id: 'dead jobs', group: 'Views', label: 'Dead jobs', run: () => go(href(['jobs'], { state: 'dead' })) },
    {
      id: 'active jobs',
      group: 'Views',
      label: 'Active jobs',
      run: () => go(href(['jobs'], { state: 'active' })),
    },
  ];
}
