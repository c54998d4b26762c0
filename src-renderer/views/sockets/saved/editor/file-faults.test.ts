import { describe, expect, it } from 'vitest';
import { fileFaults, faultMarks } from './file-faults';

describe('faults of a file', () => {
  it('are where they stand', () => {
    const text = 'name: echo\nconnections: {}\nrequests:\n  - on: nobody\n    message: 1\n';
    const faults = fileFaults('collection', text);
    expect(faults).toHaveLength(1);
    const [mark] = faultMarks(text, faults);
    expect(mark && text.slice(mark.from, mark.to)).toBe('nobody');
    expect(mark?.message).toMatch(/unknown connection "nobody"/);
  });

  it('of a recording name its line', () => {
    expect(fileFaults('recording', '{}\n')).toEqual([
      expect.objectContaining({ line: 1, message: expect.stringMatching(/not a recording/) }),
    ]);
  });

  it('are none where nothing is wrong', () => {
    expect(fileFaults('environment', 'name: local\nvariables: { customer: ada }\n')).toEqual([]);
  });

  it('beyond the end are marked at the end', () => {
    expect(faultMarks('a', [{ line: 9, column: 3, path: '$', message: 'gone' }])).toEqual([
      { from: 1, to: 1, message: 'gone', severity: 'error' },
    ]);
  });
});
