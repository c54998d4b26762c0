import { ActionIcon, Button } from '@mantine/core';
import { ArrowDownToLine, Pause, Play, Trash2 } from 'lucide-react';
import { memo, useEffect, useState } from 'react';
import { formatCount } from '../../../components/format';
import { useKeys } from '../../../frame/keys';
import { ExportMenu } from './export/export-menu';
import { isFiltered, type LogFilter } from './filter';
import { clearFrames, loggedFrames, logNumbers, watchLog } from './frames';
import type { Listing } from './listing';
import { useLogState } from './log-state';
import styles from './log.module.css';

interface LogLineProps {
  listing: Listing;
  filter: LogFilter;
}

/** How many frames there are and are shown, and what is done with all of them. */
export function LogLine({ listing, filter }: LogLineProps) {
  return (
    <div className={styles.line}>
      <Counts listing={listing} filter={filter} />
      <Acts listing={listing} filtered={isFiltered(filter)} />
    </div>
  );
}

interface ActsProps {
  listing: Listing;
  filtered: boolean;
}

/** Not drawn anew with each frame. */
const Acts = memo(function Acts({ listing, filtered }: ActsProps) {
  const { paused, follow, since } = useLogState();
  useKeys({
    f: { label: 'Follow the newest frames', run: toggleFollow },
    p: { label: paused ? 'Go on showing frames' : 'Pause: frames are kept, but not shown', run: togglePause },
  });
  return (
    <div className={styles.acts}>
      <Button
        size="compact-xs"
        variant="subtle"
        title="What the times between frames are measured from"
        onClick={() => useLogState.setState({ since: since === 'first' ? 'previous' : 'first' })}
      >
        {since === 'first' ? 'Δ to first' : 'Δ to previous'}
      </Button>
      <Button
        size="compact-xs"
        variant={follow ? 'light' : 'subtle'}
        aria-pressed={follow}
        leftSection={<ArrowDownToLine size={14} aria-hidden="true" />}
        title="Keeps the newest frame in sight (f)"
        onClick={toggleFollow}
      >
        Follow
      </Button>
      <Button
        size="compact-xs"
        variant={paused ? 'light' : 'subtle'}
        aria-pressed={paused !== null}
        leftSection={paused ? <Play size={14} aria-hidden="true" /> : <Pause size={14} aria-hidden="true" />}
        title="Frames are kept, but not shown (p)"
        onClick={togglePause}
      >
        Pause
      </Button>
      <ExportMenu listing={listing} filtered={filtered} />
      <ActionIcon variant="subtle" size="sm" aria-label="Clear the log" title="Clear the log" onClick={clear}>
        <Trash2 size={14} />
      </ActionIcon>
    </div>
  );
});

function Counts({ listing, filter }: LogLineProps) {
  const paused = useLogState((state) => state.paused);
  const { kept, dropped } = logNumbers();
  const all = paused ? paused.frames.length : kept;
  // Rows that left the log are listed a little longer.
  const shown = Math.min(all, listing.rows.length);
  return (
    <p className={styles.counts}>
      <span data-counts="">
        {isFiltered(filter) ? `${formatCount(shown)} of ${formatCount(all)}` : formatCount(all)}{' '}
        {all === 1 ? 'frame' : 'frames'}
      </span>
      {paused && (
        <span className={styles.paused}>
          Paused, <MoreCaptured since={paused.lastSeq} /> more captured
        </span>
      )}
      {dropped > 0 && (
        <span className="quiet" data-dropped="" title="The log keeps 100,000 frames, or 160 MB of them">
          {formatCount(dropped)} older ones dropped
        </span>
      )}
    </p>
  );
}

/** Counts on while the rows stand still. */
function MoreCaptured({ since }: { since: number }) {
  const [newest, setNewest] = useState(() => logNumbers().newest);
  useEffect(() => {
    let request = 0;
    const count = () => {
      request = 0;
      setNewest(logNumbers().newest);
    };
    const stop = watchLog({
      added: () => {
        if (request === 0) request = requestAnimationFrame(count);
      },
    });
    return () => {
      stop();
      cancelAnimationFrame(request);
    };
  }, []);
  return formatCount(newest - since);
}

function toggleFollow(): void {
  useLogState.setState(({ follow }) => ({ follow: !follow }));
}

function togglePause(): void {
  useLogState.setState(({ paused }) => ({
    paused: paused ? null : { frames: loggedFrames(), lastSeq: logNumbers().newest },
  }));
}

function clear(): void {
  clearFrames();
  useLogState.setState({ paused: null, open: null, pinned: null });
}
