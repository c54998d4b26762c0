import { describe, expect, it } from 'vitest';
import { fillSpec } from './fill-spec';

describe('fillSpec', () => {
  it('fills in variables wherever there is text', () => {
    const variables = { host: 'example.com', key: 'k', port: 81 };
    expect(
      fillSpec(
        {
          url: 'ws://{{host}}:{{port}}/',
          headers: { 'x-key': '{{key}}' },
          token: '{{key}}',
          origin: 'https://{{host}}',
          protocols: ['v{{port}}'],
          pingMs: 100,
        },
        variables,
      ),
    ).toEqual({
      url: 'ws://example.com:81/',
      headers: { 'x-key': 'k' },
      token: 'k',
      origin: 'https://example.com',
      protocols: ['v81'],
      pingMs: 100,
    });
    expect(fillSpec({ role: 'client' }, {})).toEqual({ role: 'client' });
  });

  it('says what is wrong with what came of it', () => {
    expect(() => fillSpec({ url: 'ws://{{host}}/' }, {})).toThrow(/host/);
    expect(() => fillSpec({ url: '{{host}}' }, { host: 'example.com' })).toThrow(/begins with ws/);
    expect(() => fillSpec({ url: 'ws://h', headers: { a: '{{b}}' } }, { b: 'x\ny' })).toThrow(/line breaks/);
  });
});
