import { ActionIcon, Button, Tabs } from '@mantine/core';
import { Copy, Pin, PinOff, X } from 'lucide-react';
import { useState } from 'react';
import { formatBytes, formatDateTime } from '../../../../components/format';
import { JsonView } from '../../../../components/json-view';
import { notify } from '../../../../components/notify';
import { CodeMenu } from '../code/code-menu';
import type { LoggedFrame } from '../frames';
import type { Listing } from '../listing';
import { useLogState } from '../log-state';
import { deltaText } from '../rows/delta-text';
import { jsonValue } from '../read-frame';
import { BinaryView } from './binary-view';
import { FrameDiff } from './frame-diff';
import { JobActs } from './job-acts';
import { sendAgain } from './send-again';
import styles from './details.module.css';

interface FrameDetailsProps {
  frame: LoggedFrame;
  /** What it is among. */
  listing: Listing;
  onJob(jobId: string): void;
}

/** The open frame. */
export function FrameDetails({ frame, listing, onJob }: FrameDetailsProps) {
  const pinned = useLogState((state) => state.pinned);
  const compared = pinned !== null && pinned.seq !== frame.seq;
  const isFrame = frame.way === 'sent' || frame.way === 'received';
  return (
    <section className={styles.details} aria-label="Frame">
      <header className={styles.head}>
        <h2 className={styles.title}>
          {isFrame ? `${frame.type} ${frame.way} on ${frame.connection}` : `${frame.connection} ${frame.way}`}
        </h2>
        <ActionIcon
          variant="subtle"
          size="sm"
          aria-label="Close the frame"
          title="Close"
          onClick={() => useLogState.setState({ open: null })}
        >
          <X size={14} />
        </ActionIcon>
      </header>
      <Facts frame={frame} listing={listing} />
      {isFrame && <FrameActs frame={frame} />}
      {frame.jobId !== '' && <JobActs frame={frame} onJob={onJob} />}
      <Content key={compared ? 'compared' : 'alone'} frame={frame} pinned={compared ? pinned : null} />
    </section>
  );
}

function Facts({ frame, listing }: { frame: LoggedFrame; listing: Listing }) {
  const since = useLogState((state) => state.since);
  const { at, bytes, jobId } = frame;
  return (
    <p className={styles.facts}>
      <span title={`${at} ms since 1970`}>{formatDateTime(at)}</span>
      <span>
        {deltaText(listing.since(frame, since))} {since === 'first' ? 'to the first' : 'to the one before'}
      </span>
      <span title={`${bytes} bytes`}>{formatBytes(bytes)}</span>
      {jobId !== '' && <code>{jobId}</code>}
    </p>
  );
}

function FrameActs({ frame }: { frame: LoggedFrame }) {
  const isPinned = useLogState((state) => state.pinned?.seq === frame.seq);
  const small = { size: 'compact-xs', variant: 'default' } as const;
  return (
    <div className={styles.acts}>
      {frame.way === 'sent' && (
        <Button {...small} onClick={() => sendAgain(frame)}>
          Edit and send again
        </Button>
      )}
      <Button
        {...small}
        leftSection={
          isPinned ? <PinOff size={13} aria-hidden="true" /> : <Pin size={13} aria-hidden="true" />
        }
        title="Others are compared with the frame that is pinned"
        onClick={() => useLogState.setState({ pinned: isPinned ? null : frame })}
      >
        {isPinned ? 'Unpin' : 'Pin to compare'}
      </Button>
      <CodeMenu frame={frame} />
    </div>
  );
}

interface ContentProps {
  frame: LoggedFrame;
  /** Another frame it is compared with. */
  pinned: LoggedFrame | null;
}

/** The frame as a tree, as it went over the wire, and beside the one that is pinned. */
function Content({ frame, pinned }: ContentProps) {
  const json = typeof frame.data === 'string' ? jsonValue(frame.data) : undefined;
  const [tab, setTab] = useState<string | null>(pinned ? 'diff' : 'pretty');
  return (
    <Tabs value={tab} onChange={setTab} className={styles.tabs} keepMounted={false}>
      <Tabs.List>
        <Tabs.Tab value="pretty">{typeof frame.data === 'string' ? 'Pretty' : 'Bytes'}</Tabs.Tab>
        {typeof frame.data === 'string' && <Tabs.Tab value="raw">Raw</Tabs.Tab>}
        {pinned && <Tabs.Tab value="diff">Diff</Tabs.Tab>}
      </Tabs.List>
      <Tabs.Panel value="pretty" className={styles.panel} tabIndex={0}>
        <Pretty frame={frame} json={json} />
      </Tabs.Panel>
      <Tabs.Panel value="raw" className={styles.panel} tabIndex={0}>
        <RawText text={String(frame.data)} />
      </Tabs.Panel>
      <Tabs.Panel value="diff" className={styles.panel} tabIndex={0}>
        {pinned && <FrameDiff pinned={pinned} frame={frame} />}
      </Tabs.Panel>
    </Tabs>
  );
}

function Pretty({ frame, json }: { frame: LoggedFrame; json: unknown }) {
  if (typeof frame.data !== 'string') return <BinaryView data={frame.data} />;
  return json === undefined ? <RawText text={frame.data} /> : <JsonView value={json} label="Frame" />;
}

function RawText({ text }: { text: string }) {
  return (
    <div className={styles.raw}>
      <ActionIcon
        variant="subtle"
        size="sm"
        className={styles.copy}
        aria-label="Copy the text"
        title="Copy"
        onClick={() => copyText(text)}
      >
        <Copy size={14} />
      </ActionIcon>
      <pre>{text}</pre>
    </div>
  );
}

function copyText(text: string): void {
  navigator.clipboard.writeText(text).then(
    () => notify.success({ title: 'Text copied' }),
    (error: Error) => notify.failure({ title: 'Not copied', text: error.message }),
  );
}
