import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupHref, href, jobHref, jobsHref, parseRoute, workerHref } from './routes';

const read = (address: string) => {
  const { path, params } = parseRoute(address);
  return { path, params: Object.fromEntries(params) };
};

describe('routes', () => {
  it.each(['', '#', '#/'])('reads %j as the overview', (hash) => {
    expect(read(hash)).toEqual({ path: ['overview'], params: {} });
  });

  it('reads parts and parameters', () => {
    expect(read('#/jobs/emails/42?at=17')).toEqual({ path: ['jobs', 'emails', '42'], params: { at: '17' } });
  });

  it('keeps a part that cannot be decoded', () => {
    expect(read('#/workers/50%')).toEqual({ path: ['workers', '50%'], params: {} });
  });

  it('writes addresses for what others link to', () => {
    expect(jobsHref()).toBe('#/jobs');
    expect(jobsHref({ state: 'dead', queue: 'emails', type: undefined })).toBe(
      '#/jobs?state=dead&queue=emails',
    );
    expect(jobHref('emails', 'a/b~c:1')).toBe('#/jobs/emails/a%2Fb~c%3A1');
    expect(jobHref('emails', '42', { at: 17 })).toBe('#/jobs/emails/42?at=17');
    expect(workerHref('rig1:gpu0')).toBe('#/workers/rig1%3Agpu0');
    expect(groupHref('emails', 'f1')).toBe('#/dead-letters?queue=emails&group=f1');
  });

  it('reads back whatever it wrote', () => {
    const text = fc.string({ minLength: 1, unit: 'grapheme' });
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), fc.dictionary(text, text), (path, params) => {
        expect(read(href(path, params))).toEqual({ path, params: { ...params } });
      }),
    );
  });
});
