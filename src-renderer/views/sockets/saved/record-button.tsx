import { Button, Menu } from '@mantine/core';
import { ChevronDown, Circle, Square } from 'lucide-react';
import { formatCount, formatDuration } from '../../../components/format';
import { useNow } from '../../../components/now';
import { isFiltered, matcher } from '../log/filter';
import { loggedFrames } from '../log/frames';
import { useLogFilter } from '../log/use-log-filter';
import styles from './recording/recording.module.css';
import { startRecording, stopRecording, useRecording } from './recording/recording-store';
import { SaveDialog } from './recording/save-dialog';
import { saveLogAsCollection } from './recording/save-collection';

/** Records what goes over all connections. */
export function RecordButton() {
  const startedAt = useRecording((state) => state.startedAt);
  const stopped = useRecording((state) => state.stopped);
  const { filter } = useLogFilter();
  if (startedAt !== null && !stopped) return <Going startedAt={startedAt} />;
  return (
    <div className={styles.record}>
      <Button.Group>
        <Button
          size="xs"
          variant="default"
          leftSection={<Circle size={12} className={styles.dot} />}
          title="Records what is sent and received on all connections, to be replayed"
          onClick={startRecording}
        >
          Record
        </Button>
        <Menu position="bottom-end">
          <Menu.Target>
            <Button
              size="xs"
              variant="default"
              className={styles.arrow}
              aria-label="More to keep"
              title="More"
            >
              <ChevronDown size={14} />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => saveLogAsCollection()}>Save the log as a collection</Menu.Item>
            {isFiltered(filter) && (
              <Menu.Item onClick={() => saveLogAsCollection(loggedFrames().filter(matcher(filter)))}>
                Save the frames found in the log as a collection
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      </Button.Group>
      {stopped && <SaveDialog />}
    </div>
  );
}

function Going({ startedAt }: { startedAt: number }) {
  const frames = useRecording((state) => state.frames);
  const now = useNow();
  const count = `${formatCount(frames)} ${frames === 1 ? 'frame' : 'frames'}`;
  return (
    <div className={styles.record}>
      <span className={styles.count}>
        <Circle size={12} className={styles.dot} fill="currentColor" aria-hidden="true" />
        {formatDuration(Math.max(0, Math.floor((now - startedAt) / 1000) * 1000))}, {count}
      </span>
      <Button size="xs" color="red" leftSection={<Square size={12} />} onClick={stopRecording}>
        Stop recording
      </Button>
    </div>
  );
}
