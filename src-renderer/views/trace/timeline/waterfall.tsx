import { useEffect, useMemo } from 'react';
import type { JobStory } from '../../../../src-core/explain/job-story';
import { Axis } from './axis';
import { LaneLabels } from './lane-labels';
import { LanePlot } from './lane-plot';
import { PlotTip } from './plot-tip';
import { Scrubber, stopAfter, stopBefore } from './scrubber';
import { timelineOf } from './timeline';
import { type TimelineActs, TimelineTools } from './timeline-tools';
import { usePlot } from './use-plot';
import { usePointer } from './use-pointer';
import { showing, wholeOf } from './viewport';
import styles from './timeline.module.css';

interface WaterfallProps {
  story: JobStory;
  calls: Record<string, number>;
  /** Where the scrubber stands, epoch ms; null = at the end. */
  at: number | null;
  onMove(at: number | null): void;
}

/** Height of a lane and of the axis; px. */
const lanePx = 24;

/** Everything that happened to a job in lanes on one clock. */
export function Waterfall({ story, calls, at, onMove }: WaterfallProps) {
  const timeline = useMemo(() => timelineOf(story, calls), [story, calls]);
  const stops = useMemo(() => story.events.map((event) => event.at), [story]);
  const plot = usePlot(timeline);
  const { view, width, setView } = plot;
  const origin = story.createdAt;
  const moment = at ?? Math.min(timeline.to, story.finishedAt ?? story.now);
  const { tip, handlers } = usePointer({
    lanes: timeline.lanes,
    bounds: timeline,
    view,
    width,
    origin,
    setView,
    onMove,
  });
  const acts: TimelineActs = {
    '[': { label: 'Event before', run: () => onMove(stopBefore(stops, moment)) },
    ']': { label: 'Next event', run: () => onMove(stopAfter(stops, moment)) },
    '-': { label: 'Zoom out', run: () => plot.zoomOut(moment) },
    '+': { label: 'Zoom in', run: () => plot.zoomIn(moment) },
    '0': { label: 'Show the whole timeline', run: () => setView(null) },
  };
  // Wherever the moment was chosen, it is to be seen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new moment moves the view
  useEffect(() => {
    if (at !== null && !plot.isWhole) setView(showing(view, at, wholeOf(timeline)));
  }, [at]);
  return (
    <section className={styles.waterfall} aria-label="Timeline">
      <TimelineTools inSightMs={view.to - view.from} acts={acts} />
      <div className={styles.scroller}>
        <LaneLabels lanes={timeline.lanes} />
        <div ref={plot.ref} className={styles.plots} {...handlers}>
          <Axis view={view} width={width} origin={origin} />
          {timeline.lanes.map((lane) => (
            <LanePlot key={lane.id} lane={lane} view={view} width={width} />
          ))}
          <Scrubber
            at={moment}
            isLoose={at === null}
            stops={stops}
            bounds={timeline}
            view={view}
            width={width}
            origin={origin}
            onMove={onMove}
          />
          {tip && <PlotTip tip={tip} width={width} height={lanePx * (timeline.lanes.length + 1)} />}
        </div>
      </div>
    </section>
  );
}
