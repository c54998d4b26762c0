import pc from 'picocolors';
import { expect, it } from 'vitest';
import { type Column, renderPairs, renderTable } from './tables';

const colors = pc.createColors(false);
const screen = (columns: number) => ({ write: () => undefined, isTTY: false, columns });
const columns: Column[] = [
  { title: 'ID', shrinkTo: 6 },
  { title: 'N', align: 'right' },
  { title: 'HOST', optional: 1 },
  { title: 'TEXT', shrinkTo: 8 },
];
const rows = [
  ['a', '1', 'alpha', 'short'],
  ['an-id-that-is-long', '1000', 'beta', 'a text that is far longer than the screen is wide'],
];

it('shows everything where there is room', () => {
  expect(renderTable(columns, rows, screen(120), colors)).toBe(
    [
      'ID                     N  HOST   TEXT',
      'a                      1  alpha  short',
      'an-id-that-is-long  1000  beta   a text that is far longer than the screen is wide',
      '',
    ].join('\n'),
  );
});

it('cuts the widest cells first', () => {
  expect(renderTable(columns, rows, screen(48), colors)).toBe(
    [
      'ID                   N  HOST   TEXT',
      'a                    1  alpha  short',
      'an-id-that-is-l…  1000  beta   a text that is f…',
      '',
    ].join('\n'),
  );
});

it('leaves out what can be spared before it breaks', () => {
  const text = renderTable(columns, rows, screen(24), colors);
  expect(text).not.toContain('HOST');
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(24);
});

it('measures wide characters', () => {
  const text = renderTable(columns, [['x', '1', 'h', '漢'.repeat(60)]], screen(40), colors);
  const wide = text.match(/漢/g)?.length ?? 0;
  const rest = (text.split('\n')[1] ?? '').replaceAll('漢', '').length;
  expect(rest + 2 * wide).toBeLessThanOrEqual(40);
});

it('lines up names and values', () => {
  expect(
    renderPairs(
      [
        ['a', '1'],
        ['long name', 'x'.repeat(40)],
      ],
      screen(30),
      colors,
    ),
  ).toBe(`a          1\nlong name  ${'x'.repeat(18)}…\n`);
});
