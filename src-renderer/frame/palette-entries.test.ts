import { expect, it, vi } from 'vitest';
import { found, type PaletteEntry, paletteEntries } from './palette-entries';

type Known = Parameters<typeof paletteEntries>[0];

const nothing: Known = { keys: {}, queues: [], workers: [], text: '' };
const labels = (entries: PaletteEntry[]) => entries.map(({ label }) => label);
const shown = (text: string, known: Partial<Known> = {}) =>
  found(paletteEntries({ ...nothing, ...known, text }), text);

it('finds entries by all of their words, in any order', () => {
  expect(labels(shown('DARK theme')).slice(0, -1)).toEqual(['Theme: dark']);
  expect(labels(shown('theme nothing')).slice(0, -1)).toEqual([]);
});

it('offers to search jobs for whatever is typed, after what has that name, and nothing of the kind before', () => {
  expect(labels(shown('refund failed'))).toEqual(['Search jobs for "refund failed"']);
  const keys = { c: { label: 'Cancel the job', run: vi.fn() } };
  expect(labels(shown('cancel', { keys }))[0]).toBe('Cancel the job');
  expect(labels(shown('')).some((label) => label.startsWith('Search'))).toBe(false);
});

it('takes a long word for an id first, in every queue there is', () => {
  const queues = ['emails', 'images'];
  const entries = shown('01JD7Q~a:b', { queues });
  expect(labels(entries)).toEqual([
    'Open job 01JD7Q~a:b',
    'Open job 01JD7Q~a:b',
    'Search jobs for "01JD7Q~a:b"',
  ]);
  expect(entries.slice(0, 2).map(({ description }) => description)).toEqual(['in emails', 'in images']);
});

it('lists what keys do, with the keys, and leaves out what is of no use here', () => {
  const run = vi.fn();
  const keys = {
    r: { label: 'Retry the job', run },
    j: { label: 'Next row', keyOnly: true, run },
    'g o': { label: 'Go to Overview', group: 'Views', run },
  };
  const entries = shown('', { keys }).filter((entry) => entry.keys);
  expect(entries.map(({ label, group, keys: pressed }) => [label, group, pressed])).toEqual([
    ['Retry the job', 'Actions', 'r'],
    ['Go to Overview', 'Views', 'g o'],
  ]);
  entries[0]?.run();
  expect(run).toHaveBeenCalledOnce();
});

it('shows few of each group', () => {
  const workers = Array.from({ length: 300 }, (_, i) => `rig${i}:gpu0`);
  expect(shown('rig', { workers }).filter(({ group }) => group === 'Workers')).toHaveLength(8);
});
