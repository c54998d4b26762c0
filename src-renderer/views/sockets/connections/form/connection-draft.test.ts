import { describe, expect, it } from 'vitest';
import { type ConnectionDraft, draftOf, emptyDraft, specOf } from './connection-draft';

const drafted = (changes: Partial<ConnectionDraft>) => specOf({ ...emptyDraft, ...changes });

describe('specOf', () => {
  it('makes the spec that was typed', () => {
    expect(
      drafted({
        url: ' wss://example.com/socket ',
        protocols: 'chat.v2, chat.v1',
        headers: [
          { name: 'x-tenant', value: '{{tenant}}' },
          { name: '', value: '' },
        ],
        origin: 'https://example.com',
        token: 'abc',
        clientId: 'shop',
        pingSeconds: 0.5,
        reconnect: true,
      }),
    ).toEqual({
      spec: {
        url: 'wss://example.com/socket',
        protocols: ['chat.v2', 'chat.v1'],
        headers: { 'x-tenant': '{{tenant}}' },
        origin: 'https://example.com',
        token: 'abc',
        pingMs: 500,
        reconnect: true,
      },
    });
  });

  it('makes a role with what belongs to it alone', () => {
    expect(drafted({ target: 'client', url: 'nonsense', clientId: 'shop' })).toEqual({
      spec: { role: 'client', clientId: 'shop' },
    });
  });

  it('leaves out what a browser cannot send', () => {
    const changes = {
      target: 'monitor',
      via: 'browser',
      origin: 'x',
      headers: [{ name: 'a b', value: '' }],
    } as const;
    expect(drafted(changes)).toEqual({ spec: { role: 'monitor' } });
  });

  it('is the inverse of draftOf, and keeps the token out of sight', () => {
    const spec = { url: 'ws://h/{{path}}', headers: { a: 'b' }, token: 'abc', pingMs: 250 };
    const draft = draftOf('h', spec, 'relay');
    expect(draft.token).toBe('');
    expect(specOf(draft)).toEqual({ spec });
    expect(specOf({ ...draft, token: 'new' })).toMatchObject({ spec: { token: 'new' } });
    expect(specOf({ ...draft, keptToken: '' })).not.toHaveProperty('spec.token');
  });

  it.each<[string, Partial<ConnectionDraft>, string, RegExp]>([
    ['no URL', {}, 'url', /begins with ws/],
    ['an HTTP address', { url: 'http://example.com' }, 'url', /begins with ws/],
    ['half an address', { url: 'ws://' }, 'url', /cannot be read/],
    ['a fragment', { url: 'ws://example.com/#a' }, 'url', /fragment/],
    ['a bad name of a header', { headers: [{ name: 'a b', value: 'c' }] }, 'headers.0', /header name/],
    ['a value without a name', { headers: [{ name: '', value: 'c' }] }, 'headers.0', /no name/],
    [
      'a header twice',
      {
        headers: [
          { name: 'A', value: 'c' },
          { name: 'a', value: 'd' },
        ],
      },
      'headers.1',
      /twice/,
    ],
    ['a client id with spaces', { target: 'client', clientId: 'a b' }, 'clientId', /client id/],
    ['pings too seldom', { target: 'client', pingSeconds: 4000 }, 'pingSeconds', /3,600 s/],
  ])('says what is wrong at the field: %s', (_name, changes, field, message) => {
    const made = drafted({ url: changes.target || field === 'url' ? '' : 'ws://example.com', ...changes });
    expect(made).toEqual({ faults: { [field]: expect.stringMatching(message) } });
  });
});
