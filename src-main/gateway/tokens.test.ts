import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { Authenticator, bearerToken, parseNamedTokens } from './tokens';

const secret = 'a-secret-of-some-length';
const table = {
  admin: ['admin-token'],
  clients: parseNamedTokens('web:web-token, batch:batch-token:echo+llm.chat'),
  workers: parseNamedTokens('gpu:gpu-token'),
};
const auth = new Authenticator(table, secret);
const sign = (sub: string | undefined, key = secret, exp = '1h') => {
  const jwt = new SignJWT({}).setProtectedHeader({ alg: 'HS256' }).setExpirationTime(exp);
  return (sub === undefined ? jwt : jwt.setSubject(sub)).sign(new TextEncoder().encode(key));
};

describe('Authenticator', () => {
  it('tells the roles apart', async () => {
    expect(await auth.identify('admin-token')).toEqual({ role: 'admin', key: 'admin' });
    expect(await auth.identify('web-token')).toMatchObject({ role: 'client', clientId: 'web' });
    expect(await auth.identify('batch-token')).toMatchObject({
      clientId: 'batch',
      types: ['echo', 'llm.chat'],
    });
    expect(await auth.identify('gpu-token')).toMatchObject({ role: 'worker', key: 'worker:gpu' });
  });

  it.each([undefined, '', 'web-toke', 'web-token ', 'x'.repeat(5000), 'a.b.c'])('refuses %j', async (token) =>
    expect(auth.identify(token)).rejects.toMatchObject({ code: 'UNAUTHORIZED' }),
  );

  it('takes a signed token for the client it names, until it runs out', async () => {
    const principal = await auth.identify(await sign('alice'));
    expect(principal).toMatchObject({ role: 'client', clientId: 'alice' });
    expect(principal.expiresAt).toBeGreaterThan(Date.now());
  });

  it('refuses signed tokens with another key, too old, without a subject, or with a configured name', async () => {
    const unsigned = `${btoa('{"alg":"none"}').replace(/=/g, '')}.${btoa('{"sub":"alice"}').replace(/=/g, '')}.x`;
    const tokens = [
      sign('alice', 'another'),
      sign('alice', secret, '-1h'),
      sign(undefined),
      sign('web'),
      unsigned,
    ];
    for (const token of await Promise.all(tokens)) {
      await expect(auth.identify(token)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    }
  });

  it('takes no signed token without a secret', async () => {
    const plain = new Authenticator(table);
    await expect(plain.identify(await sign('alice'))).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  });
});

describe('parseNamedTokens', () => {
  it.each(['web', 'web:', ':token', 'web:tok en', 'web:a/b', 'web:t:9x', 'web:t:echo:more', 'a:x,a:y'])(
    'refuses %j without repeating the secret',
    (text) => expect(() => parseNamedTokens(text)).toThrow(RangeError),
  );

  it('reads an empty list', () => expect(parseNamedTokens('')).toEqual([]));
});

describe('bearerToken', () => {
  it('reads the header', () => {
    expect(bearerToken('Bearer abc')).toBe('abc');
    expect(bearerToken('bearer  abc ')).toBe('abc');
    expect(bearerToken('Basic abc')).toBeUndefined();
    expect(bearerToken(undefined)).toBeUndefined();
  });
});
