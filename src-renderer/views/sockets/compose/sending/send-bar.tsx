import { Button, NumberInput } from '@mantine/core';
import { Send, Square } from 'lucide-react';
import { useMemo } from 'react';
import type { FrameData } from '../../../../../src-core/conversation/wire';
import { formatBytes, formatCount } from '../../../../components/format';
import type { Connection } from '../../connections/connections';
import { SaveRequestButton } from '../../saved/save-request';
import styles from '../compose.module.css';
import { type Draft, editDraft } from '../draft';
import { checkMessage } from '../schema/check-message';
import type { MessageSchemas } from '../schema/socket-schemas';
import { type DraftError, NotNow, sizeOf } from './payload';
import { stopSending, useSends } from './sends';

/** More than these a collection would not repeat either. */
const mostTimes = 100_000;
const longestEveryMs = 3_600_000;

interface SendBarProps {
  connection: Connection;
  draft: Draft;
  /** Why it cannot be sent; null when it can. */
  problem: DraftError | null;
  /** What would be sent; null when nothing can be. */
  data: FrameData | null;
  /** What the socket takes; empty when nobody knows. */
  schemas: MessageSchemas;
  onSend(): void;
}

/** Sends, once or again and again; says why not. */
export function SendBar({ connection, draft, problem, data, schemas, onSend }: SendBarProps) {
  const { times, every } = draft.repeat;
  const sending = useSends((all) => all[connection.id]);
  return (
    <div className={styles.sendBar}>
      {sending?.going ? (
        <Button
          size="xs"
          color="red"
          leftSection={<Square size={14} />}
          onClick={() => stopSending(connection.id)}
        >
          Stop
        </Button>
      ) : (
        <Button
          size="xs"
          leftSection={<Send size={14} />}
          disabled={problem !== null}
          title={problem?.message ?? 'Ctrl+Enter'}
          onClick={onSend}
        >
          {times === 1 ? 'Send' : `Send ${formatCount(times)}`}
        </Button>
      )}
      <RepeatFields
        times={times}
        every={every}
        onChange={(change) => editDraft(connection.name, { repeat: { ...draft.repeat, ...change } })}
      />
      <SaveRequestButton connection={connection.name} draft={draft} />
      <Word problem={problem} draft={draft} data={data} schemas={schemas} />
      <SendingWord connectionId={connection.id} />
    </div>
  );
}

interface RepeatFieldsProps {
  times: number;
  every: number;
  onChange(change: { times?: number; every?: number }): void;
}

function RepeatFields({ times, every, onChange }: RepeatFieldsProps) {
  return (
    <>
      <NumberInput
        size="xs"
        className={styles.times}
        aria-label="How often"
        title="How often it is sent"
        suffix={times === 1 ? ' time' : ' times'}
        min={1}
        max={mostTimes}
        allowDecimal={false}
        clampBehavior="strict"
        value={times}
        onChange={(value) => onChange({ times: Math.max(1, Number(value)) })}
      />
      <NumberInput
        size="xs"
        className={styles.every}
        aria-label="How far apart, in ms"
        title="From one to the next; 0 = a burst"
        prefix="every "
        suffix=" ms"
        min={0}
        max={longestEveryMs}
        step={100}
        allowDecimal={false}
        clampBehavior="strict"
        disabled={times === 1}
        value={every}
        onChange={(value) => onChange({ every: Number(value) })}
      />
    </>
  );
}

/** What is wrong with it, or how large it is. */
function Word({ problem, draft, data, schemas }: Omit<SendBarProps, 'connection' | 'onSend'>) {
  const refused = useMemo(() => {
    const known = draft.kind === 'json' && Object.keys(schemas).length > 0;
    return known ? checkMessage(draft.text, schemas) : [];
  }, [draft.kind, draft.text, schemas]);
  const size = useMemo(() => (data === null ? null : formatBytes(sizeOf(data))), [data]);
  const [first, ...others] = refused;
  return (
    <span className={styles.word} role="status">
      {problem !== null ? (
        <span className={problem instanceof NotNow ? 'quiet' : 'bad'}>{problem.message}</span>
      ) : (
        <>
          <span className="quiet">{size}</span>
          {first && (
            <span className={styles.refused}>
              The gateway will refuse it: {first.message}
              {others.length > 0 && ` (and ${others.length} more)`}
            </span>
          )}
        </>
      )}
    </span>
  );
}

/** How a repeated send goes. */
function SendingWord({ connectionId }: { connectionId: string }) {
  const sending = useSends((all) => all[connectionId]);
  if (!sending) return null;
  const { sent, times, ended } = sending;
  return (
    <span className={styles.progress} role="status">
      {formatCount(sent)} of {formatCount(times)} sent{ended !== null && `: ${ended}`}
    </span>
  );
}
