import { describe, expect, it } from 'vitest';
import { treeMove } from './tree-keys';
import { treeRows } from './tree-rows';

const path = 'smoke/echo.collection.yaml';
const rows = treeRows({
  files: [
    { path, kind: 'collection', bytes: 1, modifiedAt: 0 },
    { path: 'zone.environment.yaml', kind: 'environment', bytes: 1, modifiedAt: 0 },
  ],
  contents: { [path]: { requests: [{ name: 'submit_job', on: 'client' }], problem: null } },
  unfolded: new Set(['folder:smoke/', `file:${path}`]),
  search: '',
});
const move = (from: string, key: string) => treeMove(rows, from, key);

describe('keys of the tree', () => {
  it('go from row to row', () => {
    expect(move('folder:smoke/', 'ArrowDown')).toEqual({ kind: 'go', id: `file:${path}` });
    expect(move(`file:${path}`, 'ArrowUp')).toEqual({ kind: 'go', id: 'folder:smoke/' });
    expect(move('folder:smoke/', 'ArrowUp')).toBeNull();
    expect(move('folder:smoke/', 'End')).toEqual({ kind: 'go', id: 'file:zone.environment.yaml' });
    expect(move(`request:${path}#0`, 'Home')).toEqual({ kind: 'go', id: 'folder:smoke/' });
  });

  it('unfold, fold, and go in and out', () => {
    expect(move('folder:smoke/', 'ArrowRight')).toEqual({ kind: 'go', id: `file:${path}` });
    expect(move('folder:smoke/', 'ArrowLeft')).toEqual({ kind: 'fold', id: 'folder:smoke/' });
    expect(move(`request:${path}#0`, 'ArrowLeft')).toEqual({ kind: 'go', id: `file:${path}` });
    expect(move('file:zone.environment.yaml', 'ArrowRight')).toBeNull();
  });

  it('act, and find by the first letter', () => {
    expect(move(`request:${path}#0`, 'Enter')).toEqual({ kind: 'open', id: `request:${path}#0` });
    expect(move('folder:smoke/', 'F2')).toEqual({ kind: 'rename', id: 'folder:smoke/' });
    expect(move('folder:smoke/', 'z')).toEqual({ kind: 'go', id: 'file:zone.environment.yaml' });
    expect(move('file:zone.environment.yaml', 's')).toEqual({ kind: 'go', id: 'folder:smoke/' });
  });
});
