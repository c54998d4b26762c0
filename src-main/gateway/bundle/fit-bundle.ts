import type { Bundle } from '../../../src-core/protocol/bundle';
import type { TraceEvent } from '../../../src-core/protocol/job';

/** Of a list that is too long this much is kept, at least. */
const fewest = 50;
/** Texts of frames are cut at this when there is no room for them whole; characters. */
const shortText = 200;

/** The bundle's text in at most `maxBytes` where that can be: what is left out for it is said in it. */
export function fitted(bundle: Bundle, maxBytes: number): string {
  let fitting = bundle;
  for (const shorten of [shortFrames, fewerLogs, fewerEvents, withoutData]) {
    for (;;) {
      const text = JSON.stringify(fitting);
      if (Buffer.byteLength(text) <= maxBytes) return text;
      const next = shorten(fitting);
      if (!next) break;
      fitting = next;
    }
  }
  return JSON.stringify(fitting);
}

function shortFrames(bundle: Bundle): Bundle | null {
  let cut = 0;
  const events = bundle.trace.events.map((event): TraceEvent => {
    const text = event.kind === 'frame' ? (event.detail as { text?: string }).text : undefined;
    if (text === undefined || text.length <= shortText) return event;
    cut += 1;
    return { ...event, detail: { ...(event.detail as object), text: text.slice(0, shortText) } };
  });
  if (cut === 0) return null;
  return said(
    { ...bundle, trace: { ...bundle.trace, events } },
    `the texts of ${cut} frames from character ${shortText} on`,
  );
}

function fewerLogs(bundle: Bundle): Bundle | null {
  const logs = halved(bundle.logs);
  return logs && said({ ...bundle, logs }, `${bundle.logs.length - logs.length} log lines from their middle`);
}

function fewerEvents(bundle: Bundle): Bundle | null {
  const { trace } = bundle;
  const events = halved(trace.events);
  return (
    events &&
    said(
      { ...bundle, trace: { ...trace, events } },
      `${trace.events.length - events.length} events from their middle`,
    )
  );
}

function withoutData(bundle: Bundle): Bundle | null {
  const { payload, result, ...job } = bundle.trace.job;
  if (payload === undefined && result === undefined) return null;
  return said({ ...bundle, trace: { ...bundle.trace, job } }, 'payload and result');
}

/** Its first and last quarter; null when it is short already. */
function halved<T>(list: readonly T[]): T[] | null {
  if (list.length <= fewest) return null;
  const quarter = Math.ceil(list.length / 4);
  return [...list.slice(0, quarter), ...list.slice(-quarter)];
}

function said(bundle: Bundle, what: string): Bundle {
  return { ...bundle, leftOut: [...bundle.leftOut, what] };
}
