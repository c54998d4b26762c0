import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';
import type { Colors } from './colors';
import type { Screen } from './io';

/** One column of a table. */
export interface Column {
  title: string;
  align?: 'right';
  /** It gives up width down to this many characters when the screen is narrow; without it, none. */
  shrinkTo?: number;
  /** Left out when the table does not fit otherwise; the highest goes first. */
  optional?: number;
}

const gap = 2;
const noLines = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: ' '.repeat(gap),
};

/** Characters on screen, about: cli-table3 measures exactly and cuts to the width we give it. */
function widthOf(cell: string): number {
  return Array.from(stripVTControlCharacters(cell)).length;
}

/** The widths of the columns, none wider than needed, shrunk so that all fit if they can. */
function shrunk(columns: readonly Column[], natural: readonly number[], available: number): number[] {
  const widths = [...natural];
  let excess = total(widths) - available;
  while (excess > 0) {
    let widest = -1;
    columns.forEach(({ shrinkTo }, i) => {
      const width = widths[i] as number;
      if (shrinkTo !== undefined && width > shrinkTo && width > (widths[widest] ?? 0)) widest = i;
    });
    if (widest < 0) break;
    widths[widest] = (widths[widest] as number) - 1;
    excess -= 1;
  }
  return widths;
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + gap * Math.max(0, widths.length - 1);
}

/** Which columns to show, by index, and how wide. */
function layout(columns: readonly Column[], natural: readonly number[], available: number) {
  let shown = columns.map((_, i) => i);
  for (;;) {
    const chosen = shown.map((i) => columns[i] as Column);
    const widths = shrunk(
      chosen,
      shown.map((i) => natural[i] as number),
      available,
    );
    const spare = Math.max(...chosen.map(({ optional }) => optional ?? 0));
    if (total(widths) <= available || spare === 0) return { shown, widths };
    shown = shown.filter((i) => columns[i]?.optional !== spare);
  }
}

/** A table as text, one line a row, no wider than the screen: cells are cut with an ellipsis, then columns left out. */
export function renderTable(columns: Column[], rows: string[][], screen: Screen, colors: Colors): string {
  const cells = [columns.map(({ title }) => title), ...rows];
  const natural = columns.map((_, i) => Math.max(1, ...cells.map((row) => widthOf(row[i] ?? ''))));
  const { shown, widths } = layout(columns, natural, screen.columns);
  const table = new Table({
    chars: noLines,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
    colWidths: widths,
    colAligns: shown.map((i) => columns[i]?.align ?? 'left'),
  });
  table.push(shown.map((i) => colors.dim(columns[i]?.title ?? '')));
  for (const row of rows) table.push(shown.map((i) => row[i] ?? ''));
  return lines(table.toString());
}

/** Names and values as text, one pair a line, values cut at the screen's edge. */
export function renderPairs(pairs: [name: string, value: string][], screen: Screen, colors: Colors): string {
  const name = Math.max(...pairs.map(([text]) => text.length));
  const table = new Table({
    chars: noLines,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
    colWidths: [name, Math.max(8, screen.columns - name - gap)],
  });
  for (const [text, value] of pairs) table.push([colors.dim(text), value]);
  return lines(table.toString());
}

function lines(text: string): string {
  return text
    .split('\n')
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}
