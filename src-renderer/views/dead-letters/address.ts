import { go, href, useRoute } from '../../routing/routes';
import { type GroupSort, groupSorts } from './groups/group-order';

export const detailTabs = ['error', 'payload', 'history', 'compare'] as const;
export type DetailTab = (typeof detailTabs)[number];

/** What the view shows, as its address says it: `#/dead-letters?queue=images&group=F&job=ID`. */
export interface Address {
  /** The group that is open, and its queue; empty for the first one. */
  queue: string;
  group: string;
  /** The job that is open; empty for the group's newest. */
  job: string;
  tab: DetailTab;
  sort: GroupSort;
  search: string;
}

/** Reads the address's parameters; what it does not say, or says wrongly, is the usual. */
export function readAddress(params: URLSearchParams): Address {
  return {
    queue: params.get('queue') ?? '',
    group: params.get('group') ?? '',
    job: params.get('job') ?? '',
    tab: detailTabs.find((tab) => tab === params.get('tab')) ?? 'error',
    sort: groupSorts.find((sort) => sort === params.get('sort')) ?? 'last seen',
    search: params.get('search') ?? '',
  };
}

/** The address that says it; what is usual is left out. */
export function writeAddress({ queue, group, job, tab, sort, search }: Address): string {
  return href(['dead-letters'], {
    queue: group === '' ? undefined : queue,
    group,
    job,
    tab: tab === 'error' ? undefined : tab,
    sort: sort === 'last seen' ? undefined : sort,
    search,
  });
}

interface AddressInUse {
  address: Address;
  /** Changes parts of it. `step` makes it a step to go back to. */
  change(part: Partial<Address>, options?: { step?: boolean }): void;
}

/** The view's state, which lives in its address. */
export function useAddress(): AddressInUse {
  const address = readAddress(useRoute().params);
  return {
    address,
    change: (part, { step = false } = {}) => go(writeAddress({ ...address, ...part }), { replace: !step }),
  };
}
