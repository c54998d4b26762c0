import { describe, expect, it } from 'vitest';
import { readResumeToken, signResumeToken } from './resume-token';

describe('resume tokens', () => {
  const token = signResumeToken('secret', 'client:web', 1000);

  it('name the client to whoever has the secret', () => {
    expect(readResumeToken('secret', token, 2000)).toBe('client:web');
  });

  it('are refused when forged, cut, or old', () => {
    const [body, sign] = token.split('.') as [string, string];
    const other = Buffer.from(JSON.stringify({ key: 'client:bob', at: 1000 })).toString('base64url');
    for (const forged of [
      '',
      '.',
      body,
      `${body}.`,
      `${other}.${sign}`,
      `${token}.x`,
      `${body}.${sign.slice(1)}`,
    ]) {
      expect(() => readResumeToken('secret', forged, 2000)).toThrow('resume token');
    }
    expect(() => readResumeToken('other', token, 2000)).toThrow('resume token');
    expect(() => readResumeToken('secret', token, 1001 + 7 * 86_400_000)).toThrow('resume token');
  });
});
