import { describe, expect, it } from 'vitest';
import { checkMessage } from './check-message';
import { assistanceFor } from './schema.fixture';

const { schemas } = assistanceFor('client');
const worker = assistanceFor('worker').schemas;

/** Each fault with the text it is marked at. */
function faults(text: string, of = schemas): string[] {
  return checkMessage(text, of).map(({ from, to, message }) => `${text.slice(from, to)} ${message}`);
}

describe('checkMessage', () => {
  it.each([
    '{"type":"ping"}',
    '{"type":"ping","ref":"a"}',
    '{"type":"submit_job","job":{"type":"echo","payload":null,"requires":{"gpu":{"gte":1},"zone":"eu"}}}',
    '{"type":"watch_job","jobId":"{{jobId}}","afterSeq":"{{seq}}"}',
    '{"type":"submit_job","job":{"type":"{{kind}}-{{n}}","payload":{"any":["thing"]},"backoff":"{{backoff}}"}}',
    '{"type":"{{type}}","whatever":1}',
    'not JSON',
    '',
  ])('has nothing against %s', (text) => {
    expect(faults(text)).toEqual([]);
  });

  it.each([
    ['{"type":"pin"}', [`"pin" accepted here: ${Object.keys(schemas).join(', ')}`]],
    ['{}', [`{ type is missing: ${Object.keys(schemas).join(', ')}`]],
    ['[]', ['[ a message is an object with a "type"']],
    ['{"type":"get_job"}', ['{ jobId is missing: text']],
    ['{"type":"ping","reff":1}', ['"reff" there is no field reff here; there are: ref']],
    ['{"type":"ping","ref":true}', ['true accepted here: text of at most 128 characters or whole number']],
    [
      '{"type":"submit_job","job":{"type":"echo","payload":1,"priority":11}}',
      ['11 accepted here: whole number from 0 to 9'],
    ],
    [
      '{"type":"submit_job","job":{"type":"echo","payload":1,"priority":1.5}}',
      ['1.5 accepted here: whole number from 0 to 9'],
    ],
    [
      '{"type":"submit_job","job":{"type":"echo","payload":1,"backoff":{"kind":"linear"}}}',
      ['"linear" accepted here: "exponential" or "fixed"'],
    ],
    [
      '{"type":"submit_job","job":{"type":"9","payload":1,"requires":{"gpu":{"gt":1}}}}',
      [
        '"9" must have the form ^[A-Za-z][A-Za-z0-9._-]{0,63}$',
        '"gt" there is no field gt here; there are: in, gte, lte',
      ],
    ],
    ['{"type":"resume","resumeToken":"t","jobs":[{"jobId":"a"},{}]}', ['{ jobId is missing: text']],
  ])('finds what is wrong with %s', (text, expected) => {
    expect(faults(text)).toEqual(expected);
  });

  it('counts the entries of lists', () => {
    const register = '{"type":"register_worker","machineId":"m","jobTypes":[]}';
    expect(faults(register, worker)).toEqual(['[] at least 1 of them']);
  });

  it('goes on with what is half written', () => {
    expect(faults('{"type":"get_job","jobId": 5, "queue"')).toEqual(['5 accepted here: text']);
  });
});
