import { describe, expect, it } from 'vitest';
import { isFiltered, type LogFilter, matcher, noFilter, textFault } from './filter';
import type { LoggedFrame } from './frames';
import { readFilter, writeFilter } from './use-log-filter';

const frame: LoggedFrame = {
  seq: 1,
  at: 0,
  connectionId: 'c1',
  connection: 'client',
  way: 'received',
  data: '{"type":"job_state","jobId":"j1","state":"Active"}',
  bytes: 50,
  type: 'job_state',
  jobId: 'j1',
};

const fits = (filter: Partial<LogFilter>, of: Partial<LoggedFrame> = {}) =>
  matcher({ ...noFilter, ...filter })({ ...frame, ...of });

describe('a filter', () => {
  it('finds text in any case, and takes its signs as they are', () => {
    expect(fits({ text: 'STATE":"act' })).toBe(true);
    expect(fits({ text: 'dead' })).toBe(false);
    expect(fits({ text: '[a.b]*' }, { data: 'x[a.b]*y' })).toBe(true);
    expect(fits({ text: '[a.b]*' }, { data: 'ab' })).toBe(false);
    expect(fits({ text: 'a/b' }, { data: 'A/B' })).toBe(true);
  });

  it('takes text between slashes as a regular expression', () => {
    expect(fits({ text: '/state":"[AB]/' })).toBe(true);
    expect(fits({ text: '/state":"[ab]/' })).toBe(false);
    expect(fits({ text: '/state":"[ab]/i' })).toBe(true);
    expect(textFault('/[/')).toMatch(/character class/);
    expect(fits({ text: '/[/' })).toBe(false);
    expect(textFault('[')).toBeNull();
    expect(textFault('/x/y')).toBeNull();
  });

  it('gives the same answer however often it is asked', () => {
    const matches = matcher({ ...noFilter, text: '/a/' });
    expect([1, 2, 3].map(() => matches({ ...frame, data: 'a' }))).toEqual([true, true, true]);
  });

  it('finds text in bytes', () => {
    expect(fits({ text: 'png' }, { data: new Uint8Array([0x89, 0x50, 0x4e, 0x47]), type: 'binary' })).toBe(
      true,
    );
  });

  it('asks for any of the types and connections, and for all else together', () => {
    expect(fits({ types: ['job_result', 'job_state'] })).toBe(true);
    expect(fits({ types: ['job_result'] })).toBe(false);
    expect(fits({ connections: ['client', 'worker'] })).toBe(true);
    expect(fits({ connections: ['worker'] })).toBe(false);
    expect(fits({ jobId: 'j1', direction: 'received', text: 'active' })).toBe(true);
    expect(fits({ jobId: 'j2', direction: 'received', text: 'active' })).toBe(false);
    expect(fits({ direction: 'sent' })).toBe(false);
    expect(fits({ direction: 'connection' }, { way: 'failed' })).toBe(true);
    expect(isFiltered(noFilter)).toBe(false);
    expect(isFiltered({ ...noFilter, direction: 'sent' })).toBe(true);
  });
});

describe('the address', () => {
  it('says the filter, and what else it said', () => {
    const filter: LogFilter = {
      text: '/a&b=c/',
      types: ['job_state', 'job, result'],
      direction: 'sent',
      connections: ['worker 2'],
      jobId: 'j 1',
    };
    const address = writeFilter(new URLSearchParams('open=x&job=old'), filter);
    const params = new URLSearchParams(address.split('?')[1]);
    expect(readFilter(params)).toEqual(filter);
    expect(params.get('open')).toBe('x');
    expect(writeFilter(params, noFilter)).toBe('#/sockets?open=x');
    expect(writeFilter(new URLSearchParams(), noFilter)).toBe('#/sockets');
  });

  it('that says it wrongly is taken for what is usual', () => {
    expect(readFilter(new URLSearchParams('way=up'))).toEqual(noFilter);
  });
});
