import { describe, expect, it } from 'vitest';
import { stackParts } from './stack-lines';

const stack = `Error: CUDA out of memory
on gpu 0
    at render (file:///srv/app/render.mjs:6:59)
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)
    at run (/srv/app/node_modules/queue/worker.js:12:3)
    at main (file:///srv/app/main.mjs:1:1)`;

describe('stackParts', () => {
  it('sets own frames apart from those of libraries, and drops the message', () => {
    expect(stackParts(stack).map(({ kind, lines }) => [kind, lines.length])).toEqual([
      ['own', 1],
      ['library', 2],
      ['own', 1],
    ]);
    expect(stackParts(stack)[0]?.lines).toEqual(['    at render (file:///srv/app/render.mjs:6:59)']);
  });

  it('finds none in a message', () => {
    expect(stackParts('Error: no\nstack')).toEqual([]);
  });
});
