import { describe, expect, it } from 'vitest';
import { bundleFileName, openedBundleBytes, readBundle } from './bundle';

describe('readBundle', () => {
  it.each<[string, string, RegExp]>([
    ['text', 'hello', /not JSON/],
    ['a file that was cut off', '{"signalbox":"bundle","version":1,', /not JSON, or cut off/],
    ['another file', '{"log":{"version":"1.2"}}', /not an incident bundle/],
    ['a newer one', '{"signalbox":"bundle","version":7}', /newer Signalbox.*form is 7/],
    [
      'a damaged one',
      '{"signalbox":"bundle","version":1,"madeAt":"2026-01-01T00:00:00.000Z"}',
      /damaged: \w+/,
    ],
    ['a huge one', ' '.repeat(openedBundleBytes + 1), /larger than 32 MiB/],
  ])('says what is wrong with %s', (_name, text, message) => {
    expect(() => readBundle(text)).toThrow(message);
  });
});

it('names a file by the job, without what file systems refuse', () => {
  expect(bundleFileName('shop~a/b:c')).toBe('signalbox-bundle-shop_a_b_c.json');
});
