import type { QueueStatusAnswer } from '../../../src-core/protocol/http';
import { formatDuration } from '../../format-duration';

type Queues = QueueStatusAnswer['queues'];

const counts = ['waiting', 'scheduled', 'active', 'dead', 'completed', 'failed'] as const;

/** One row a queue, in the order of their names so that rows keep their place. */
export function QueueTable({ queues }: { queues: Queues }) {
  const rows = Object.entries(queues).sort(([a], [b]) => a.localeCompare(b));
  if (rows.length === 0) return <p className="quiet">No queue has had a job yet.</p>;
  return (
    <table>
      <caption>Queues</caption>
      <thead>
        <tr>
          <th scope="col">Queue</th>
          {counts.map((name) => (
            <th key={name} scope="col" className="number">
              {name}
            </th>
          ))}
          <th scope="col" className="number">
            oldest wait
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, queue]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {counts.map((count) => (
              <td key={count} className={`number ${queue[count] === 0 ? 'zero' : count}`}>
                {queue[count].toLocaleString('en')}
              </td>
            ))}
            <td className={`number ${queue.oldestWaitMs === null ? 'zero' : ''}`}>
              {queue.oldestWaitMs === null ? '–' : formatDuration(queue.oldestWaitMs)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
