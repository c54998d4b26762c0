import { describe, expect, it } from 'vitest';
import { placeWindow } from './window-state';

const main = { x: 0, y: 25, width: 1440, height: 875 };
const right = { x: 1440, y: 0, width: 1920, height: 1080 };
const left = { x: -1280, y: 0, width: 1280, height: 1024 };
const saved = (x: number, y: number, width = 1000, height = 700) => ({
  x,
  y,
  width,
  height,
  maximized: false,
});

describe('placeWindow', () => {
  it('lets the system place a first window, no larger than the main screen', () => {
    expect(placeWindow(null, [main, right])).toEqual({ width: 1440, height: 875 });
    expect(placeWindow(null, [])).toEqual({ width: 1440, height: 900 });
  });

  it.each([
    ['on the main screen', saved(10, 30), [main]],
    ['on another one', saved(1500, 10), [main, right]],
    ['left of the main one', saved(-1200, 0), [main, left]],
    ['over two', saved(1000, 100), [main, right]],
    ['half outside, its title still in reach', saved(-800, 30), [main]],
  ])('puts it back: %s', (_name, state, screens) => {
    expect(placeWindow(state, screens)).toEqual({ x: state.x, y: state.y, width: 1000, height: 700 });
  });

  it.each([
    ['its screen is gone', saved(1500, 10)],
    ['only a sliver would be seen', saved(-990, 30)],
    ['its title is above the screen', saved(10, -20)],
    ['its title is below the screen', saved(10, 890)],
  ])('keeps its size alone: %s', (_name, state) => {
    expect(placeWindow(state, [main])).toEqual({ width: 1000, height: 700 });
  });

  it('makes it fit the screen it is on, and never too small to use', () => {
    expect(placeWindow(saved(0, 25, 5000, 5000), [main])).toMatchObject({ width: 1440, height: 875 });
    expect(placeWindow(saved(0, 25, 5, 5), [main])).toMatchObject({ width: 800, height: 560 });
  });
});
