import { describe, expect, it } from 'vitest';
import { maskSecrets } from './mask-secrets';

describe('maskSecrets', () => {
  it.each([
    ['a field', '{"resumeToken":"eyJr.abc","x":1}', '{"resumeToken":"***","x":1}'],
    ['with an escaped quote', '{"password":"a\\"b","x":1}', '{"password":"***","x":1}'],
    ['with spaces', '{ "api_key" : "k-1" }', '{ "api_key" : "***" }'],
    ['a header', '{"headers":{"Authorization":"Basic dTpw"}}', '{"headers":{"Authorization":"***"}}'],
    ['a list', '{"set-cookie":["a=1; x]","b"],"y":2}', '{"set-cookie":"***","y":2}'],
    ['one that was cut', '{"secret":"begins here and', '{"secret":"***"'],
    ['cut within an escape', '{"secret":"begins \\', '{"secret":"***"'],
    ['a list that was cut', '{"cookies":["a","b', '{"cookies":"***"'],
    [
      'JSON in a string',
      '{"body":"{\\"clientSecret\\":\\"x\\",\\"a\\":1}"}',
      '{"body":"{\\"clientSecret\\":\\"***\\",\\"a\\":1}"}',
    ],
    ['a bearer token in any text', '{"note":"Bearer abcdefgh12345678"}', '{"note":"Bearer ***"}'],
    ['the login of an address', '{"url":"https://u:p@host/x"}', '{"url":"https://***@host/x"}'],
    [
      'a query',
      '{"url":"https://h/x?a=1&access_token=t0p&b=2"}',
      '{"url":"https://h/x?a=1&access_token=***&b=2"}',
    ],
    ['short names', '{"pwd":"x","pass":"y"}', '{"pwd":"***","pass":"***"}'],
  ])('hides %s', (_name, frame, masked) => {
    expect(maskSecrets(frame)).toBe(masked);
  });

  it.each([
    '{"max_tokens":5,"usage":{"total_tokens":7}}',
    '{"type":"job_result","result":{"passed":"yes","text":"the secret of good tokens"}}',
    '{"a":"\\\\\\\\\\"","b":["c"]}',
  ])('leaves the rest as it is: %s', (frame) => {
    expect(maskSecrets(frame)).toBe(frame);
  });

  it('takes no longer for text made to be slow', () => {
    const hard = `${'"token'.repeat(300)}${'\\"'.repeat(100)}"token":"${'["'.repeat(100)}`;
    const began = performance.now();
    for (let times = 0; times < 100; times += 1) maskSecrets(hard.slice(0, 2000));
    expect(performance.now() - began).toBeLessThan(1000);
  });
});
