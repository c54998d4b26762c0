import { expect, it } from 'vitest';
import { forget, remember, usePastConnections } from './past-connections';

const kept = () => usePastConnections.getState().past;

it('remembers the newest dozen without their secrets, each place once', () => {
  for (let n = 0; n < 14; n += 1) remember(`n${n}`, { url: `ws://h/${n}`, token: 'hush' }, 'relay');
  remember('again', { url: 'ws://h/5', headers: { cookie: 'hush' } }, 'browser');
  expect(JSON.stringify(kept())).not.toContain('hush');
  expect(kept()).toHaveLength(12);
  expect(kept()[0]).toEqual({
    name: 'again',
    spec: { url: 'ws://h/5' },
    via: 'browser',
    left: ['the header cookie'],
  });
  expect(kept().filter(({ spec }) => spec.url === 'ws://h/5')).toHaveLength(1);
  const [first] = kept();
  if (first) forget(first);
  expect(kept().map(({ name }) => name)).not.toContain('again');
});
