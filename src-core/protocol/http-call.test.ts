import { describe, expect, it } from 'vitest';
import { hideHeaders, httpCallSchema, restoreHeaders } from './http-call';

const isSecret = (name: string) => /^authorization$/i.test(name);
const stored = { url: 'https://x.example/', headers: { Authorization: 'Bearer s3cret', Accept: '*/*' } };
const shown = { url: 'https://x.example/', headers: { Authorization: '***', Accept: '*/*' } };

describe('the headers of a call', () => {
  it('are shown without their secrets', () => {
    expect(hideHeaders('http.call', stored, isSecret)).toEqual(shown);
    expect(hideHeaders('other', stored, isSecret)).toBe(stored);
    for (const odd of [null, 5, 'text', {}, { headers: null }])
      expect(hideHeaders('http.call', odd, isSecret)).toBe(odd);
  });

  it('have them again when they are written back', () => {
    const edited = { ...shown, headers: { ...shown.headers, Accept: 'text/plain' } };
    expect(restoreHeaders('http.call', edited, stored)).toEqual({
      ...stored,
      headers: { Authorization: 'Bearer s3cret', Accept: 'text/plain' },
    });
    expect(restoreHeaders('other', edited, stored)).toBe(edited);
  });

  it('are not sent as they are shown', () => {
    const { error } = httpCallSchema.safeParse(shown);
    expect(error?.issues).toMatchObject([
      { path: ['headers', 'Authorization'], message: 'hidden where it was copied from: give its value' },
    ]);
  });
});
