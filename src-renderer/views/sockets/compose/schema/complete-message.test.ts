import { describe, expect, it } from 'vitest';
import { completeMessage, describeMessage } from './complete-message';
import { assistanceFor, withCursor } from './schema.fixture';

const client = assistanceFor('client', ['jobId', 'queue']);
const worker = assistanceFor('worker', ['jobId', 'fence']);

/** The labels offered at `|`. */
function offered(marked: string, asked = false, help = client): string[] | null {
  const { text, at } = withCursor(marked);
  return completeMessage(text, at, asked, help)?.options.map(({ label }) => label) ?? null;
}

/** The text once the first offer at `|` was taken. */
function taken(marked: string, asked = false, help = client): string | undefined {
  const { text, at } = withCursor(marked);
  const found = completeMessage(text, at, asked, help);
  const [first] = found?.options ?? [];
  if (!found || !first) return undefined;
  const cursor = found.from + (first.cursor ?? first.insert.length);
  const filled = text.slice(0, found.from) + first.insert + text.slice(found.to);
  return `${filled.slice(0, cursor)}|${filled.slice(cursor)}`;
}

describe('completeMessage', () => {
  it('begins a message with its type', () => {
    expect(offered('{"|')).toEqual(['type']);
    expect(taken('{"|')).toBe('{"type": |');
    expect(taken('{"|}')).toBe('{"type": |');
  });

  it('offers the messages of the role', () => {
    expect(offered('{"type": "|"}')).toEqual(Object.keys(client.schemas));
    expect(offered('{"type": "ca|"}')).toEqual(['cancel_job']);
    expect(taken('{"type": "ca|"}')).toBe('{"type": "cancel_job"|}');
    expect(offered('{"type": |}', true)).toContain('ping');
    expect(offered('{"type": "|"}', false, worker)).toContain('assignment_ack');
  });

  it('offers the fields that are not there yet, with what they accept', () => {
    expect(offered('{"type": "cancel_job", "|"}')).toEqual(['ref', 'jobId', 'queue', 'cause']);
    expect(offered('{"type": "cancel_job", "ref": 1, "|", "queue": "a"}')).toEqual(['jobId', 'cause']);
    expect(offered('{"type": "cancel_job", |}')).toBeNull();
    expect(offered('{"type": "cancel_job", |}', true)).toContain('jobId');
    const { text, at } = withCursor('{"type": "submit_job", "job": {"pri|"}}');
    expect(completeMessage(text, at, false, client)?.options).toEqual([
      {
        label: 'priority',
        insert: '"priority": ',
        detail: 'whole number from 0 to 9',
        cursor: 12,
        goesOn: true,
      },
    ]);
  });

  it('puts the cursor where the value goes', () => {
    expect(taken('{"type": "submit_job", "j|"}')).toBe('{"type": "submit_job", "job": {|}}');
    expect(taken('{"type": "cancel_job", "c|"}')).toBe('{"type": "cancel_job", "cause": "|"}');
    expect(taken('{"type": "cancel_job", "c|": "no"}')).toBe('{"type": "cancel_job", "cause"|: "no"}');
  });

  it('goes into lists, unions and maps', () => {
    expect(offered('{"type": "resume", "jobs": [{"jobId": "a"}, {"|"}]}')).toContain('afterSeq');
    expect(offered('{"type":"submit_job","job":{"requires":{"gpu":{"|"}}}}')).toEqual(['in', 'gte', 'lte']);
    expect(offered('{"type":"submit_job","job":{"backoff":{"kind": "|"}}}')).toEqual([
      'exponential',
      'fixed',
    ]);
    expect(offered('{"type":"job_fail","retryable": |}', true, worker)).toEqual(['true', 'false']);
  });

  it('offers a variable that is called like the field', () => {
    expect(taken('{"type": "get_job", "jobId": |}', true)).toBe('{"type": "get_job", "jobId": "{{jobId}}"|}');
  });

  it('offers variables after {{, in any text', () => {
    expect(offered('{"type": "get_job", "jobId": "{{|"}')).toEqual(['jobId', 'queue']);
    expect(taken('{"jobId": "{{j|"}')).toBe('{"jobId": "{{jobId}}|"}');
    expect(taken('{"jobId": "{{j|ob}}"}')).toBe('{"jobId": "{{jobId}}|"}');
    expect(offered('{"note": "\\\\{{|"}')).toBeNull();
  });

  it('is quiet where nothing is to be said', () => {
    for (const text of ['|', '{"type": "ping"|}', '{"type": "ping"}|', '{"type"|: 1}', '[|]'])
      expect(offered(text), text).toBeNull();
  });

  it('offers nothing for a server nobody knows', () => {
    expect(offered('{"|', true, { schemas: {}, purposes: {}, insertables: [] }) ?? []).toEqual([]);
  });
});

describe('describeMessage', () => {
  it('says what a field accepts', () => {
    const { text, at } = withCursor('{"type":"submit_job","job":{"backoff":{"ba|seMs":1}}}');
    expect(describeMessage(text, at, client)?.text).toBe(
      'baseMs: whole number from 0 to 31536000000; 1000 when not said',
    );
  });
});
