import { formatCount } from '../../../../components/format';
import { deltaText } from '../rows/delta-text';
import type { LoggedFrame } from '../frames';
import { frameText } from '../frame-text';
import { jsonValue } from '../read-frame';
import { type Change, structuralDiff } from './structural-diff';
import styles from './details.module.css';

interface FrameDiffProps {
  pinned: LoggedFrame;
  frame: LoggedFrame;
}

/** What the open frame has otherwise than the pinned one. */
export function FrameDiff({ pinned, frame }: FrameDiffProps) {
  const { changes, equal } = structuralDiff(comparedValue(pinned), comparedValue(frame));
  return (
    <div className={styles.diff}>
      <p className={styles.facts}>
        <span>{changes.length === 0 ? 'No difference' : differencesText(changes.length)}</span>
        <span className="quiet">
          {formatCount(equal)} {equal === 1 ? 'value is' : 'values are'} the same
        </span>
        <span className="quiet">{deltaText(frame.at - pinned.at)}</span>
      </p>
      {changes.length > 0 && (
        <table className={styles.changes}>
          <thead>
            <tr>
              <th scope="col">Where</th>
              <th scope="col">
                Pinned: {pinned.type} on {pinned.connection}
              </th>
              <th scope="col">
                Open: {frame.type} on {frame.connection}
              </th>
            </tr>
          </thead>
          <tbody>
            {changes.map((change) => (
              <ChangeRow key={change.path} change={change} />
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

function ChangeRow({ change: { path, kind, before, after } }: { change: Change }) {
  return (
    <tr>
      <th scope="row">
        <code>{path}</code> <span className={styles[kind]}>{kind}</span>
      </th>
      <td>{kind === 'added' ? <span className="quiet">not there</span> : <code>{json(before)}</code>}</td>
      <td>{kind === 'removed' ? <span className="quiet">not there</span> : <code>{json(after)}</code>}</td>
    </tr>
  );
}

/** JSON as such, other frames as their text. */
function comparedValue({ data }: LoggedFrame): unknown {
  const text = frameText(data);
  return jsonValue(text) ?? text;
}

function json(value: unknown): string {
  return JSON.stringify(value);
}

function differencesText(count: number): string {
  return count === 1 ? '1 difference' : `${formatCount(count)} differences`;
}
