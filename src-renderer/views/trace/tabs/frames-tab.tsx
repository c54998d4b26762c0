import { useMemo, useState } from 'react';
import { frameOf, type TracedFrame } from '../../../../src-core/explain/frames';
import type { JobStory } from '../../../../src-core/explain/job-story';
import { EmptyState } from '../../../components/empty-state';
import { formatBytes, formatDateTime } from '../../../components/format';
import { JsonView } from '../../../components/json-view';
import { href } from '../../../routing/routes';
import { type Column, VirtualTable } from '../../../components/virtual-table';
import { offsetText } from '../timeline/axis-ticks';
import styles from './tabs.module.css';

interface FrameRow {
  index: number;
  at: number;
  frame: TracedFrame;
}

interface FramesTabProps {
  story: JobStory;
  onMoment(at: number): void;
}

/** The frames that named the job, as the gateway's sockets saw them; the chosen one beside them. */
export function FramesTab({ story, onMoment }: FramesTabProps) {
  const rows = useMemo(
    () =>
      story.events.flatMap((event, index): FrameRow[] => {
        const frame = frameOf(event);
        return frame ? [{ index, at: event.at, frame }] : [];
      }),
    [story],
  );
  const columns = useMemo(() => columnsFor(story.createdAt), [story.createdAt]);
  const [chosen, setChosen] = useState<number | null>(null);
  const open = rows.find(({ index }) => index === chosen);
  return (
    <div className={styles.framesTab}>
      <p className={styles.framesLine}>
        As this gateway's sockets saw them.{' '}
        <a href={href(['sockets'], { job: story.job.id })}>Its frames in the log of the WebSocket client</a>
      </p>
      <div className={styles.frames}>
        <VirtualTable<FrameRow>
          label="Frames"
          rows={rows}
          columns={columns}
          rowKey={({ index }) => String(index)}
          getRowLabel={({ at, frame }) => `${offsetText(at - story.createdAt, 1)} ${frame.type}`}
          onOpen={({ index, at }) => {
            setChosen(index);
            onMoment(at);
          }}
          currentKey={open && String(open.index)}
          empty={
            <EmptyState
              title="This gateway remembers no frames of this job"
              text="It keeps the newest ones of its own sockets: those of jobs sent over HTTP, by the CLI or through another gateway are not there."
            />
          }
        />
        {open && (
          <div className={styles.frame}>
            <FrameText text={open.frame.text} />
          </div>
        )}
      </div>
    </div>
  );
}

/** A frame's JSON as a tree; a text that was cut as it is. */
function FrameText({ text }: { text: string }) {
  try {
    return <JsonView value={JSON.parse(text)} label="Frame" />;
  } catch {
    return (
      <>
        <p className="quiet">Cut by the gateway, which keeps the beginning of long frames:</p>
        <pre className={styles.cut}>{text}</pre>
      </>
    );
  }
}

function columnsFor(createdAt: number): Column<FrameRow>[] {
  return [
    {
      id: 'after',
      header: 'After',
      width: 96,
      align: 'end',
      cell: ({ at }) => <span title={formatDateTime(at)}>{offsetText(at - createdAt, 1)}</span>,
    },
    {
      id: 'way',
      header: 'Way',
      width: 144,
      cell: ({ frame }) => (frame.direction === 'in' ? `${frame.role} → gateway` : `gateway → ${frame.role}`),
    },
    { id: 'type', header: 'Type', width: 120, cell: ({ frame }) => frame.type },
    { id: 'bytes', header: 'Size', width: 72, align: 'end', cell: ({ frame }) => formatBytes(frame.bytes) },
    { id: 'text', header: 'Text', width: '1fr', cell: ({ frame }) => <code>{frame.text}</code> },
  ];
}
