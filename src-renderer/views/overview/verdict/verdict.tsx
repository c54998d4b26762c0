import { Button } from '@mantine/core';
import { CircleCheck, OctagonAlert, TriangleAlert } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { addWorker, steerWorker } from '../../workers/pool/pool-acts';
import { switchQueue } from '../queues/queue-acts';
import type { Finding, Remedy } from './finding';
import styles from './verdict.module.css';

interface VerdictProps {
  /** Worst first. */
  findings: readonly Finding[];
  /** Said when there are none. */
  calm: string;
  /** How old the numbers are. */
  age: ReactNode;
}

/** Findings shown at once: more would not be read. */
const shown = 3;

const words = { good: 'Healthy', warn: 'Attention', bad: 'Trouble' };
const marks = { good: CircleCheck, warn: TriangleAlert, bad: OctagonAlert };

/** Is it healthy, and if not, where to look: one line a finding, each with its evidence and the way there. */
export function Verdict({ findings, calm, age }: VerdictProps) {
  const [all, setAll] = useState(false);
  const tone = findings.some(({ severity }) => severity === 'bad')
    ? 'bad'
    : findings.length > 0
      ? 'warn'
      : 'good';
  const Mark = marks[tone];
  const hidden = findings.length - shown;
  return (
    <section className={styles.verdict} data-tone={tone} aria-label="Verdict">
      <div className={styles.word}>
        <Mark size={20} aria-hidden="true" />
        <strong>{words[tone]}</strong>
        <span className={styles.age}>{age}</span>
      </div>
      {findings.length === 0 ? (
        <p className={styles.calm}>{calm}</p>
      ) : (
        <div className={styles.findings}>
          <ul>
            {(all ? findings : findings.slice(0, shown)).map((finding) => (
              <FindingLine key={finding.id} finding={finding} />
            ))}
          </ul>
          {hidden > 0 && (
            <button type="button" className="text-button" onClick={() => setAll(!all)} aria-expanded={all}>
              {all ? 'Only the worst' : `${hidden} more`}
            </button>
          )}
        </div>
      )}
      <Announcement tone={tone} findings={findings} />
    </section>
  );
}

/** Tells a screen reader when something begins or ends, and not each time a number changes. */
function Announcement({ tone, findings }: { tone: keyof typeof words; findings: readonly Finding[] }) {
  const about = findings.slice(0, shown).map(({ id }) => id.replaceAll(/[-:]/g, ' '));
  return (
    <span className="visually-hidden" role="status">
      {[words[tone], ...about].join(', ')}
    </span>
  );
}

function FindingLine({ finding }: { finding: Finding }) {
  const { severity, subject, title, evidence, link, remedy } = finding;
  const Mark = marks[severity];
  return (
    <li className={styles.finding} data-tone={severity}>
      <Mark size={14} aria-label={severity === 'bad' ? 'Trouble:' : 'Attention:'} />
      <span className={styles.text}>
        <strong>
          {subject && (
            <>
              <code>{subject}</code>{' '}
            </>
          )}
          {title}
        </strong>
        <span className={styles.evidence}>{evidence}</span>
      </span>
      <span className={styles.ways}>
        <a href={link.to}>{link.label}</a>
        {remedy && <RemedyButton remedy={remedy} />}
      </span>
    </li>
  );
}

function RemedyButton({ remedy }: { remedy: Remedy }) {
  const [busy, setBusy] = useState(false);
  const { label, act } = actOf(remedy);
  const run = async () => {
    setBusy(true);
    await act();
    setBusy(false);
  };
  return (
    <Button size="compact-xs" variant="default" loading={busy} onClick={run}>
      {label}
    </Button>
  );
}

function actOf(remedy: Remedy): { label: string; act: () => Promise<void> } {
  switch (remedy.kind) {
    case 'resume':
      return { label: 'Resume', act: () => switchQueue(remedy.queue, 'resume') };
    case 'add-worker':
      return { label: 'Add a worker', act: addWorker };
    case 'start-now':
      return { label: 'Start now', act: () => steerWorker(remedy.name, 'start') };
  }
}
