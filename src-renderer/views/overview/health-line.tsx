import type { Health } from '../../../src-core/protocol/http';
import { formatDuration } from '../../format-duration';

const verdicts: Record<Health['status'], { mark: string; text: string }> = {
  ok: { mark: '✓', text: 'Healthy' },
  degraded: { mark: '!', text: 'Degraded' },
  down: { mark: '✕', text: 'Down' },
};

/** The verdict in one line, with the Redis behind it. */
export function HealthLine({ health }: { health: Health }) {
  const { mark, text } = verdicts[health.status];
  const { redis } = health;
  return (
    <section aria-label="Health" className={`health ${health.status}`}>
      <strong>
        <span aria-hidden="true">{mark}</span> {text}
      </strong>
      <dl>
        <div>
          <dt>Redis</dt>
          <dd>{redis.engine}</dd>
        </div>
        <div>
          <dt>Connection</dt>
          <dd>
            {redis.status}
            {redis.latencyMs !== null && `, ${formatDuration(redis.latencyMs)}`}
          </dd>
        </div>
        <div>
          <dt>Up for</dt>
          <dd>{formatDuration(health.uptimeSeconds * 1000)}</dd>
        </div>
      </dl>
    </section>
  );
}
