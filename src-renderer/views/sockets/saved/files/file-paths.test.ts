import { describe, expect, it } from 'vitest';
import { asStem, folderOf, freePath, pathOf, pathProblem, stemOf } from './file-paths';

describe('paths of saved files', () => {
  it('are taken apart and put together', () => {
    expect(folderOf('smoke/gpu/echo.collection.yaml')).toBe('smoke/gpu/');
    expect(stemOf('smoke/gpu/echo.collection.yaml')).toBe('echo');
    expect(stemOf('plain.environment.yaml')).toBe('plain');
    expect(pathOf('collection', '/smoke//gpu/', ' echo ')).toBe('smoke/gpu/echo.collection.yaml');
    expect(pathOf('recording', '', 'night.recording.jsonl')).toBe('night.recording.jsonl');
  });

  it('are refused with what is wrong', () => {
    expect(pathProblem('echo.collection.yaml', [])).toBeNull();
    expect(pathProblem('.collection.yaml', [])).toBe('It needs a name.');
    expect(pathProblem('../echo.collection.yaml', [])).toMatch(/a path is folders and a name/);
    expect(pathProblem('Echo.collection.yaml', ['echo.collection.yaml'])).toMatch(/already/);
  });

  it('give way to those that are there', () => {
    const taken = ['a/echo.collection.yaml', 'a/echo 2.collection.yaml'];
    expect(freePath('a/echo.collection.yaml', taken)).toBe('a/echo 3.collection.yaml');
    expect(freePath('a/echo 2.collection.yaml', taken)).toBe('a/echo 3.collection.yaml');
    expect(freePath('b/echo.collection.yaml', taken)).toBe('b/echo.collection.yaml');
  });

  it('are made of any name', () => {
    expect(asStem('Night: GPU run')).toBe('Night- GPU run');
    expect(asStem('../..')).toBe('untitled');
    expect(asStem('läuft.')).toBe('l-uft');
  });
});
