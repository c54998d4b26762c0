import { describe, expect, it } from 'vitest';
import { plainSpec } from './plain-spec';

describe('a connection in a file', () => {
  it('stays as it is without secrets, and with variables in their place', () => {
    const specs = [
      { role: 'client' as const, reconnect: true },
      {
        url: 'wss://example.org/{{room}}',
        token: '{{apiToken}}',
        headers: { authorization: 'Bearer {{t}}' },
      },
    ];
    for (const spec of specs) expect(plainSpec(spec)).toEqual({ spec, secrets: [] });
  });

  it('has variables in the place of its secrets', () => {
    const { spec, secrets } = plainSpec({
      url: 'wss://ada:lovelace-1815@example.org/room',
      token: 'open-sesame',
      headers: { 'x-api-key': 'sk-12345678', 'x-tenant': 'shop' },
    });
    expect(JSON.stringify(spec)).not.toMatch(/open-sesame|lovelace|sk-12345678/);
    expect(spec.token).toMatch(/^\{\{\w+\}\}$/);
    expect(spec.headers).toMatchObject({ 'x-tenant': 'shop' });
    expect(secrets.length).toBeGreaterThanOrEqual(3);
  });

  it("leaves out the token of a gateway's own socket, and says so", () => {
    const { spec, secrets } = plainSpec({ role: 'worker', token: 'gpu-token-12345' });
    expect(spec).toEqual({ role: 'worker' });
    expect(secrets).toEqual(['token']);
  });
});
