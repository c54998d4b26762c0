import type { Findings } from './findings';
import { type FindingText, sharedText, tellingText } from './findings-text';
import styles from './findings.module.css';

interface FindingsLinesProps {
  findings: Findings;
  /** Members of the group, when more than were compared. */
  count: number;
  /** Opens the whole comparison. */
  onCompare(): void;
}

const mostLines = 3;
/** What is worth saying of all members when nothing sets them apart. */
const worthSaying = ['worker', 'machine', 'client'];

/** What the dead jobs have in common that those that passed have not, in at most three lines. */
export function FindingsLines({ findings, count, onCompare }: FindingsLinesProps) {
  const { dead, passed, telling, common, varying } = findings;
  const lines: { key: string; text: FindingText; telling: boolean }[] = telling.map((finding) => ({
    key: finding.field,
    text: tellingText(finding, { dead, count }),
    telling: true,
  }));
  if (lines.length === 0)
    for (const field of common.filter((shared) => worthSaying.includes(shared.field) && dead > 1))
      lines.push({ key: field.field, text: sharedText(field, { dead, count }), telling: false });
  const more = telling.length + common.length - Math.min(lines.length, mostLines);
  return (
    <div className={styles.lines}>
      <ul>
        {lines.slice(0, mostLines).map(({ key, text, telling: sure }) => (
          <li key={key} className={sure ? styles.telling : undefined}>
            <FindingLine text={text} />
          </li>
        ))}
        {telling.length === 0 && passed > 0 && (
          <li className="quiet">
            Nothing sets {dead === 1 ? 'it' : 'them'} apart from the last {passed === 1 ? 'one' : passed} that
            passed.
          </li>
        )}
        {passed === 0 && <li className="quiet">No completed job of this type is kept to compare with.</li>}
      </ul>
      <button type="button" className="text-button" onClick={onCompare}>
        {dead === 1 ? 'All its fields' : moreText(more, varying.length)}
      </button>
    </div>
  );
}

function moreText(common: number, varying: number): string {
  const differ = varying === 1 ? '1 field differs' : `${varying} fields differ`;
  return common > 0 ? `${common} more in common, ${differ}` : differ;
}

/** One finding in words. */
export function FindingLine({ text }: { text: FindingText }) {
  return (
    <>
      {text.claim} {text.value !== null && <code>{text.value}</code>}
      {text.evidence && <span className={styles.evidence}>{text.evidence}</span>}
    </>
  );
}
