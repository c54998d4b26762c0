import { distributionSchema } from '../../../../../src-core/protocol/distribution';
import { formatDuration } from '../../../../components/format';
import { densityOf } from '../../draft/density';
import styles from './fields.module.css';

const width = 144;
const height = 32;

/** A small picture of how likely each span of time is. Nothing while the distribution is not complete. */
export function DensitySketch({ value }: { value: unknown }) {
  const parsed = distributionSchema.safeParse(value);
  if (!parsed.success) return null;
  const { end, heights } = densityOf(parsed.data);
  const step = width / heights.length;
  const points = heights.map(
    (one, place) => `${((place + 0.5) * step).toFixed(1)},${(height * (1 - one * 0.94)).toFixed(1)}`,
  );
  return (
    <figure className={styles.sketch}>
      <svg
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label="Its density"
      >
        <polygon points={`0,${height} ${points.join(' ')} ${width},${height}`} />
      </svg>
      <figcaption>
        <span>0</span>
        <span>{formatDuration(end)}</span>
      </figcaption>
    </figure>
  );
}
