import { describe, expect, it } from 'vitest';
import { type Address, readAddress, writeAddress } from './address';

const usual: Address = { queue: '', group: '', job: '', tab: 'error', sort: 'last seen', search: '' };
const read = (hash: string) => readAddress(new URLSearchParams(hash.split('?')[1]));

describe('address', () => {
  it('is short for what is usual', () => {
    expect(writeAddress(usual)).toBe('#/dead-letters');
    expect(read('#/dead-letters')).toEqual(usual);
  });

  it('says all the view shows', () => {
    const address: Address = {
      queue: 'images',
      group: 'f00d',
      job: 'owner~job 1',
      tab: 'compare',
      sort: 'count',
      search: 'a&b',
    };
    expect(read(writeAddress(address))).toEqual(address);
  });

  it('takes what it does not know for the usual', () => {
    expect(read('#/dead-letters?tab=none&sort=random')).toEqual(usual);
  });
});
