import { memo } from 'react';
import { type LabelPlace, labelPlaces, markLabels } from './labels';
import type { Lane, Segment } from './lane';
import { markPaths } from './mark-paths';
import { type Viewport, xOf } from './viewport';
import styles from './timeline.module.css';

interface LanePlotProps {
  lane: Lane;
  view: Viewport;
  /** Of the plot; px. */
  width: number;
}

/** What is drawn of one lane. */
export const LanePlot = memo(function LanePlot({ lane, view, width }: LanePlotProps) {
  const labels = lane.labelled ? markLabels(lane.marks, view, width) : [];
  const places = labelPlaces(lane.segments, view, width);
  return (
    <div className={styles.plot} data-lane={lane.id} aria-hidden="true">
      {lane.segments.map((segment, n) => (
        <SegmentBar key={segment.key} segment={segment} place={places[n] ?? null} view={view} width={width} />
      ))}
      <svg className={styles.marks} width={width} height={24} role="presentation">
        {markPaths(lane.marks, view, width).map(([tone, path]) => (
          <path key={tone} d={path} className={styles[`mark-${tone}`]} />
        ))}
      </svg>
      {labels.map(({ x, text }) => (
        <span key={x} className={styles.markLabel} style={{ left: x }}>
          {text}
        </span>
      ))}
    </div>
  );
});

interface SegmentBarProps {
  segment: Segment;
  /** Of its label. */
  place: LabelPlace | null;
  view: Viewport;
  width: number;
}

function SegmentBar({ segment, place, view, width }: SegmentBarProps) {
  const left = Math.max(-4, xOf(segment.from, view, width));
  const right = Math.min(width + 4, xOf(segment.to, view, width));
  if (right < 0 || left > width) return null;
  return (
    <>
      <div
        className={`${styles.segment} ${styles[`tone-${segment.tone}`]}`}
        data-open={segment.open || undefined}
        style={{ left, width: Math.max(3, right - left) }}
      />
      {place && (
        <span className={styles.segmentLabel} style={{ left: place.x, maxWidth: place.width }}>
          {segment.label}
        </span>
      )}
    </>
  );
}
