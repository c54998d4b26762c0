import { ActionIcon } from '@mantine/core';
import { ChevronLeft, ChevronRight, type LucideIcon, Maximize2, ZoomIn, ZoomOut } from 'lucide-react';
import { formatDuration } from '../../../components/format';
import { useKeys } from '../../../frame/keys';
import styles from './timeline.module.css';

const icons = {
  '[': ChevronLeft,
  ']': ChevronRight,
  '-': ZoomOut,
  '+': ZoomIn,
  '0': Maximize2,
} satisfies Record<string, LucideIcon>;

type ToolKey = keyof typeof icons;

/** What the timeline's keys and buttons do. */
export type TimelineActs = Record<ToolKey, { label: string; run(): void }>;

/** The timeline's name, and its buttons, which are keys as well. */
export function TimelineTools({ inSightMs, acts }: { inSightMs: number; acts: TimelineActs }) {
  const keys = Object.entries(acts).map(([key, act]) => [key, { ...act, group: 'Timeline' }] as const);
  useKeys(Object.fromEntries(keys));
  return (
    <header className={styles.tools}>
      <h2>Timeline</h2>
      <span className="quiet">{formatDuration(inSightMs)} in sight</span>
      <div className={styles.toolButtons}>
        {(['[', ']', '-', '+', '0'] as const).map((key) => {
          const Icon = icons[key];
          const { label, run } = acts[key];
          return (
            <ActionIcon
              key={key}
              variant="subtle"
              size="md"
              aria-label={label}
              title={`${label} (${key})`}
              onClick={run}
            >
              <Icon size={15} aria-hidden="true" />
            </ActionIcon>
          );
        })}
      </div>
    </header>
  );
}
