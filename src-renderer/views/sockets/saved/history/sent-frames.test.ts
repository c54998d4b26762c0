import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { logFrame } from '../../log/frames';
import { keepSecret } from '../../variables/variables';
import { forgetSent, useSentFrames } from './sent-frames';

const stored = new Map<string, string>();
const send = (data: string) => logFrame({ connectionId: 'c1', connection: 'client', way: 'sent', data });

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
    removeItem: (key: string) => stored.delete(key),
  });
});

afterEach(() => {
  forgetSent();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('the frames that were sent', () => {
  it('are listed newest first, the last 200 of them', () => {
    for (let n = 1; n <= 300; n += 1) send(`frame ${n}`);
    vi.runAllTimers();
    const { sent } = useSentFrames.getState();
    expect(sent).toHaveLength(200);
    expect([sent[0]?.text, sent.at(-1)?.text]).toEqual(['frame 300', 'frame 101']);
  });

  it('are kept without secrets', () => {
    keepSecret({ pin: 'ada-1815' });
    send('{"type":"hello","password":"hunter2-hunter2","note":"my pin is ada-1815"}');
    vi.runAllTimers();
    const text = [...stored.values()].join();
    expect(text).toContain('hello');
    expect(text).not.toMatch(/hunter2|ada-1815/);
    expect(useSentFrames.getState().sent[0]?.text).toContain('ada-1815');
  });

  it('are forgotten', () => {
    send('frame');
    vi.runAllTimers();
    forgetSent();
    expect(useSentFrames.getState().sent).toEqual([]);
    expect(stored.size).toBe(0);
  });
});
