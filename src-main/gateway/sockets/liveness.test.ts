import { describe, expect, it } from 'vitest';
import { Liveness } from './liveness';
import { verdict } from './slow-reader';

describe('Liveness', () => {
  const limits = { pingMs: 30, idleMs: 300 };

  it('pings, and gives up a socket that did not answer the last ping', () => {
    const socket = new Liveness(limits, 0);
    expect(socket.tick(29, true)).toBe('nothing');
    expect(socket.tick(30, true)).toBe('ping');
    expect(socket.tick(40, true)).toBe('nothing');
    socket.pong();
    expect(socket.tick(60, true)).toBe('ping');
    expect(socket.tick(90, true)).toBe('gone');
  });

  it('is idle after a quiet time without work; pongs do not count as words', () => {
    const socket = new Liveness(limits, 0);
    socket.touch(100);
    expect(socket.tick(399, false)).toBe('ping');
    socket.pong();
    expect(socket.tick(400, true)).toBe('nothing');
    expect(socket.tick(400, false)).toBe('idle');
  });
});

describe('verdict', () => {
  it('drops progress from half the limit on, and closes over it', () => {
    expect([0, 50, 51, 100, 101].map((bytes) => verdict(bytes, 100, true))).toEqual([
      'send',
      'send',
      'drop',
      'drop',
      'close',
    ]);
    expect([0, 100, 101].map((bytes) => verdict(bytes, 100, false))).toEqual(['send', 'send', 'close']);
  });
});
