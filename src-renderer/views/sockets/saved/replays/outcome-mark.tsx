import { CircleCheck, CircleDashed, CircleX, Equal, Play, Send } from 'lucide-react';
import type { Outcome, ReplayRow } from './replay-rows';
import styles from './replays.module.css';

/** What an outcome is called. */
export const outcomeWords: Record<Outcome, string> = {
  open: 'not played',
  same: 'the same',
  sent: 'done',
  allowed: 'allowed difference',
  changed: 'differs',
  missing: 'missing',
  extra: 'not recorded',
};

const marks: Record<Outcome, [mark: typeof Equal, tone: string | undefined]> = {
  open: [CircleDashed, 'quiet'],
  same: [CircleCheck, 'good'],
  sent: [Send, 'quiet'],
  allowed: [Equal, 'quiet'],
  changed: [CircleX, 'bad'],
  missing: [CircleX, 'bad'],
  extra: [CircleX, 'bad'],
};

/** How an entry came out, with its first difference. */
export function OutcomeMark({ row: { outcome, differences, next, index, type } }: { row: ReplayRow }) {
  const [Mark, tone] = marks[outcome];
  const first = differences.find(({ allowed }) => allowed === undefined) ?? differences[0];
  return (
    <span className={styles.outcome}>
      {next ? <Play size={14} aria-hidden="true" /> : <Mark size={14} className={tone} aria-hidden="true" />}
      <span className={tone}>{next ? 'next' : outcomeWords[outcome]}</span>
      {index === null && <span>{type}</span>}
      {first && first.path !== '' && <code className="quiet">{first.path}</code>}
    </span>
  );
}
