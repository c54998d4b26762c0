import type { Expectation } from '../../collection';
import { namesIn } from '../../templates/templates';
import { expectationName } from '../names';
import { ComesWatch } from './comes';
import { NoneWatch } from './none';
import { OrderWatch } from './order';
import type { Watch, WatchPlace } from './watch';

/** An expectation that is watched. */
export interface Watched {
  expectation: Expectation;
  watch: Watch;
}

/**
 * Begins to watch for expectations. One that uses a variable which another above it captures waits for that: what the
 * variable was before is another job's.
 */
export function watchAll(
  expectations: readonly Expectation[],
  place: Omit<WatchPlace, 'name' | 'pending'>,
): Watched[] {
  const captors: { names: readonly string[]; watch: ComesWatch }[] = [];
  const watched = expectations.map((expectation) => {
    const used = namesIn(expectation);
    const above = [...captors];
    const pending = () => {
      const captor = above.find(
        ({ names, watch }) => !watch.came && names.some((name) => used.includes(name)),
      );
      return captor?.names.find((name) => used.includes(name)) ?? null;
    };
    const watch = watchFor(expectation, { ...place, name: expectationName(expectation), pending });
    if (watch instanceof ComesWatch) captors.push({ names: capturedBy(expectation), watch });
    return { expectation, watch };
  });
  for (const { watch } of watched) watch.look();
  return watched;
}

function watchFor(expectation: Expectation, place: WatchPlace): Watch {
  if ('none' in expectation) return new NoneWatch(place, expectation.none);
  if ('order' in expectation) return new OrderWatch(place, expectation.order);
  return new ComesWatch(place, expectation);
}

function capturedBy(expectation: Expectation): string[] {
  if ('none' in expectation || 'order' in expectation) return [];
  const groups = [...(expectation.text ?? '').matchAll(/\(\?<([A-Za-z_]\w*)>/g)].map(
    ([, name]) => name ?? '',
  );
  return [...Object.keys(expectation.capture ?? {}), ...groups];
}
