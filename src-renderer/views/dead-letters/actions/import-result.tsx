import { Button, Modal } from '@mantine/core';
import type { ImportAnswer } from '../../../../src-core/protocol/dead-letters';
import { formatCount } from '../../../components/format';
import { jobsText } from './target';
import styles from './actions.module.css';

interface ImportResultProps {
  file: string;
  answer: ImportAnswer;
  onClose(): void;
}

/** What became of the lines of an imported file. */
export function ImportResult({ file, answer, onClose }: ImportResultProps) {
  const { imported, duplicates, refused, refusedMore = 0 } = answer;
  return (
    <Modal opened onClose={onClose} title={`Imported ${jobsText(imported)} from ${file}`} size="lg">
      <p>
        {imported === 0 ? 'No line became a dead letter.' : `${jobsText(imported)} are dead letters again.`}
        {duplicates > 0 &&
          ` ${formatCount(duplicates)} more have the id of a job that is kept, or was discarded a moment ago: they were left out.`}
      </p>
      {refused.length > 0 && (
        <>
          <p>{refusedText(refused.length + refusedMore)}</p>
          <table className={styles.refused}>
            <thead>
              <tr>
                <th scope="col">Line</th>
                <th scope="col">Why</th>
              </tr>
            </thead>
            <tbody>
              {refused.map(({ line, message }) => (
                <tr key={line}>
                  <td>{formatCount(line)}</td>
                  <td>{message}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {refusedMore > 0 && <p className="quiet">and {formatCount(refusedMore)} more</p>}
        </>
      )}
      <div className="dialog-actions">
        <Button data-autofocus onClick={onClose}>
          Close
        </Button>
      </div>
    </Modal>
  );
}

function refusedText(lines: number): string {
  return lines === 1 ? '1 line was refused:' : `${formatCount(lines)} lines were refused:`;
}
