import { describe, expect, it } from 'vitest';
import { closeCodes } from '../../../../src-core/protocol/limits';
import { explainClose } from './close-codes';
import { explainStatus } from './refused-upgrade';

describe('explainClose', () => {
  it('knows every code of the standard and of the registry', () => {
    const codes = [...Array.from({ length: 16 }, (_, n) => 1000 + n), 3000, 3003, 3008];
    const names = codes.map((code) => explainClose(code, '', false).name);
    expect(new Set(names).size).toBe(codes.length);
  });

  it('says what the ranges are for', () => {
    expect(
      [0, 999, 1016, 2999, 3001, 4000, 4999, 5000].map((code) => explainClose(code, '', false).name),
    ).toEqual([
      'Not used',
      'Not used',
      'Reserved',
      'Reserved',
      'Of a framework',
      'Of the application',
      'Of the application',
      'Not a close code',
    ]);
  });

  it('says of our own what to do', () => {
    for (const code of Object.values(closeCodes)) {
      const ours = explainClose(code, '', true);
      expect(ours.advice, String(code)).not.toBe('');
      expect(ours.meaning, String(code)).not.toBe(explainClose(code, '', false).meaning);
    }
  });

  it("goes by the gateway's reason where it has one", () => {
    expect(explainClose(1000, 'idle', true).advice).toContain('ping');
    expect(explainClose(1000, 'idle', false).advice).toBe('');
    expect(explainClose(1008, 'signed out', true).advice).toBe('Sign in again.');
  });
});

it('explains any status', () => {
  expect(explainStatus(401)).toContain('token');
  expect(explainStatus(301)).toContain('Location');
  expect([201, 418, 599].map(explainStatus).every((text) => text.endsWith('.'))).toBe(true);
});
