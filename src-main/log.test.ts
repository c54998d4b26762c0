import { describe, expect, it } from 'vitest';
import { newLogging } from './log';

describe('newLogging', () => {
  it('writes JSON lines without secrets, and remembers them', () => {
    const written: string[] = [];
    const { log, journal } = newLogging('info', ['s3cret-of-settings'], (line) => written.push(line));
    journal.know('told-l4ter');
    log.debug('not wanted');
    log.warn({ worker: 'w1', apiKey: 'k' }, 'with s3cret-of-settings and told-l4ter');
    expect(written).toHaveLength(1);
    expect(JSON.parse(written[0] as string)).toEqual({
      level: 40,
      time: expect.stringMatching(/Z$/),
      worker: 'w1',
      apiKey: '***',
      msg: 'with *** and ***',
    });
    expect(journal.lines()).toEqual([
      {
        at: expect.any(Number),
        level: 'warn',
        text: 'with *** and ***',
        fields: { worker: 'w1', apiKey: '***' },
      },
    ]);
  });

  it('remembers the newest lines in bounded memory, and since when', () => {
    const { log, journal } = newLogging('info', [], () => undefined);
    const began = journal.since();
    for (let n = 0; n < 6000; n += 1) log.info(`line ${n}`);
    expect(journal.lines()).toHaveLength(5000);
    expect(journal.lines().at(-1)?.text).toBe('line 5999');
    expect(journal.since()).toBeGreaterThanOrEqual(began);
    for (let n = 0; n < 3000; n += 1) log.info('x'.repeat(20_000));
    expect(journal.lines().length).toBeLessThan(600);
  });
});
