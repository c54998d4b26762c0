import { describe, expect, it } from 'vitest';
import { type SavedFile, savedKindOf } from '../../../../../src-core/protocol/saved-files';
import { treeRows } from './tree-rows';

const file = (path: string): SavedFile => ({
  path,
  kind: savedKindOf(path) as SavedFile['kind'],
  bytes: 1,
  modifiedAt: 0,
});
const files = [
  file('local.environment.yaml'),
  file('smoke/echo.collection.yaml'),
  file('smoke/gpu/night.recording.jsonl'),
];
const contents = {
  'smoke/echo.collection.yaml': {
    requests: [
      { name: 'submit_job', on: 'client' },
      { name: 'cancel_job', on: 'client' },
    ],
    problem: null,
  },
};
const shown = (unfolded: string[], search = '') =>
  treeRows({ files, contents, unfolded: new Set(unfolded), search }).map(
    ({ level, name, open }) => `${level} ${name}${open === null ? '' : open ? ' -' : ' +'}`,
  );

describe('the rows of the tree', () => {
  it('are folders and the files of none', () => {
    expect(shown([])).toEqual(['1 smoke +', '1 local']);
  });

  it('have what is unfolded below, folders first', () => {
    expect(shown(['folder:smoke/', 'file:smoke/echo.collection.yaml'])).toEqual([
      '1 smoke -',
      '2 gpu +',
      '2 echo -',
      '3 submit_job',
      '3 cancel_job',
      '1 local',
    ]);
  });

  it('tell their place among those beside them', () => {
    const rows = treeRows({ files, contents, unfolded: new Set(['folder:smoke/']), search: '' });
    expect(rows.map(({ position, siblings }) => `${position}/${siblings}`)).toEqual([
      '1/2',
      '1/2',
      '2/2',
      '2/2',
    ]);
  });

  it('are those found, with the folders they are in', () => {
    expect(shown([], 'night')).toEqual(['1 smoke -', '2 gpu -', '3 night']);
    expect(shown([], 'CANCEL')).toEqual(['1 smoke -', '2 echo -', '3 submit_job', '3 cancel_job']);
    expect(shown([], 'nothing like it')).toEqual([]);
  });
});
