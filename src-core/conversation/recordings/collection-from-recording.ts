import type { Collection, Request, VariableValue } from '../collection';
import type { Recording, StandIn } from '../recording';
import { ExpectedPatterns, type FrameEntry } from './expected-patterns';
import { type FrameBody, frameTypeOf } from './frame-body';
import { mostExpectations, WholeExpectations } from './whole-expectations';

/**
 * A collection that has the same conversation: what was sent becomes its requests, what came after one on its connection
 * the request's expectations. What came on other connections meanwhile may follow from something earlier, so that it is
 * expected of the whole, unless a value of it is needed later. What the server chose is captured where it first came;
 * secrets become variables that must be given.
 */
export function collectionFromRecording(recording: Recording): Collection {
  const patterns = new ExpectedPatterns(recording);
  const requests: Request[] = [];
  const whole = new WholeExpectations(recording);
  // A run opens all connections first: what comes of that follows from no request.
  const justOpened = new Set<string>();
  let sentAt = 0;
  for (const entry of recording.entries) {
    if (entry.kind === 'open') justOpened.add(entry.connection);
    else if (entry.kind === 'sent') {
      requests.push(requestOf(entry));
      justOpened.clear();
      sentAt = entry.at;
    } else if (entry.kind === 'received') {
      const expectation = patterns.of(entry, entry.at - sentAt);
      const last = justOpened.has(entry.connection) ? undefined : requests.at(-1);
      if (!expectation) continue;
      if (last && (last.on === entry.connection || expectation.capture))
        last.expect = [...(last.expect ?? []), expectation].slice(0, mostExpectations);
      else whole.add(entry, expectation);
    }
  }
  const variables = variablesOf(recording);
  const expect = whole.list();
  return {
    name: recording.name,
    description: `Made from the recording of ${recording.recordedAt}`,
    ...(Object.keys(variables).length > 0 && { variables }),
    connections: recording.connections,
    requests,
    ...(expect.length > 0 && { expect }),
  };
}

function requestOf({ connection, frame, text, base64 }: FrameEntry): Request {
  const on = { name: frameTypeOf({ frame, text, base64 } as FrameBody), on: connection };
  if (frame !== undefined) return { ...on, message: frame };
  return text === undefined ? { ...on, base64: base64 ?? '' } : { ...on, text };
}

/** Client-chosen values are made anew for each run. */
function variablesOf({ values }: Recording): Record<string, VariableValue> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, { chosenBy }]) => chosenBy === 'client')
      .map(([name, { form }]) => [name, templateForm(form ?? '*')]),
  );
}

function templateForm(form: NonNullable<StandIn['form']>): string {
  if (form.startsWith('********-****-')) return '{{$uuid}}';
  return form.replace(/\*+/, '{{$random 1000000000 2147483647}}').replaceAll('*', '0');
}
