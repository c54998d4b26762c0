import { describe, expect, it } from 'vitest';
import { secretsOf, withoutSecrets } from './secret-parts';

describe('withoutSecrets', () => {
  it('leaves out tokens, secret headers and what is secret in the URL, and says so', () => {
    const url = 'wss://me:pass@example.com/socket?room=1&access_token=hush';
    const headers = { 'x-api-key': 'hush', cookie: 'a=hush', 'x-tenant': 'shop' };
    const { spec, left } = withoutSecrets({ url, headers, token: 'hush', protocols: ['chat'] });
    expect(JSON.stringify(spec)).not.toMatch(/hush|pass/);
    expect(spec).toEqual({
      url: 'wss://example.com/socket?room=1&access_token=',
      headers: { 'x-tenant': 'shop' },
      protocols: ['chat'],
    });
    expect(left).toEqual(['secrets in the URL', 'the token', 'the header x-api-key', 'the header cookie']);
  });

  it('keeps variables, which are no secrets themselves', () => {
    const spec = {
      url: 'wss://example.com/{{room}}',
      headers: { authorization: 'Bearer {{apiKey}}' },
      token: '{{token}}',
    };
    expect(withoutSecrets(spec)).toEqual({ spec, left: [] });
    expect(withoutSecrets({ ...spec, token: 'hush{{token}}' }).left).toEqual(['the token']);
  });
});

describe('secretsOf', () => {
  it('finds what withoutSecrets leaves out', () => {
    const url = 'wss://me:pa%20ss@example.com/socket?room=1&access_token=hush';
    const headers = {
      'x-api-key': 'key',
      authorization: 'Basic base',
      'x-tenant': 'shop',
      cookie: '{{jar}}',
    };
    expect(secretsOf({ url, headers, token: 'tok' })).toEqual(['tok', 'key', 'base', 'pa ss', 'hush']);
    expect(secretsOf({ url: 'ws://{{host}}' })).toEqual([]);
  });
});
