import { describe, expect, it } from 'vitest';
import { type FieldKindName, fieldKinds } from './field-kinds';

describe('fields', () => {
  it.each<[FieldKindName, string, unknown]>([
    ['number', '12', 12],
    ['number', '', undefined],
    ['number', 'many', 'many'],
    ['percent', '7', 0.07],
    ['percent', '12.5', 0.125],
    ['percent', 'half', 'half'],
    ['span', '1.5s', '1.5s'],
    ['span', '800', 800],
    ['list', 'render, caption', ['render', 'caption']],
    ['list', ' , ', undefined],
    ['numbers', '1, 2, x', [1, 2, 'x']],
    ['spans', '1s, 250', ['1s', 250]],
    ['pairs', 'zone=eu, tier=2, spot=true', { zone: 'eu', tier: 2, spot: true }],
    ['pairs', 'render', { render: '' }],
  ])('%s reads "%s"', (kind, text, value) => {
    expect(fieldKinds[kind].read(text)).toEqual(value);
  });

  it.each<[FieldKindName, unknown, string]>([
    ['span', 1500, '1.5s'],
    ['span', 800, '800ms'],
    ['span', 1234, '1234ms'],
    ['span', 600_000, '10m'],
    ['span', 90_000, '1.5m'],
    ['span', 0, '0ms'],
    ['percent', 0.07, '7'],
    ['percent', 0.29, '29'],
    ['spans', [250, 1000], '250ms, 1s'],
    ['pairs', { render: 3, caption: 1 }, 'render=3, caption=1'],
    ['list', ['a', 'b'], 'a, b'],
    ['text', undefined, ''],
  ])('%s writes %j', (kind, value, text) => {
    expect(fieldKinds[kind].write(value)).toBe(text);
  });
});
