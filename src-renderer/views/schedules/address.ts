import { go, href, useRoute } from '../../routing/routes';

export const scheduleOrders = ['next', 'name', 'last'] as const;
export type ScheduleOrder = (typeof scheduleOrders)[number];
export const schedulePlots = ['list', 'week', 'day'] as const;
export type SchedulePlot = (typeof schedulePlots)[number];

/** What the view shows, as its address says it: `#/schedules?name=nightly&queue=default`. */
export interface Address {
  /** The schedule that is open; empty for none. */
  name: string;
  /** Its queue; empty when the address does not say. */
  queue: string;
  text: string;
  order: ScheduleOrder;
  show: SchedulePlot;
  /** A day of the calendar, `2026-11-21`; empty for today. */
  from: string;
}

/** Reads the address's parameters; what it does not say, or says wrongly, is the usual. */
export function readAddress(params: URLSearchParams): Address {
  const from = params.get('from') ?? '';
  return {
    name: params.get('name') ?? '',
    queue: params.get('queue') ?? '',
    text: params.get('q') ?? '',
    order: scheduleOrders.find((order) => order === params.get('order')) ?? 'next',
    show: schedulePlots.find((show) => show === params.get('show')) ?? 'list',
    from: isDay(from) ? from : '',
  };
}

/** The address that says it; what is usual is left out. */
export function writeAddress({ name, queue, text, order, show, from }: Address): string {
  return href(['schedules'], {
    name,
    queue: name === '' ? undefined : queue,
    q: text,
    order: order === 'next' ? undefined : order,
    show: show === 'list' ? undefined : show,
    from: show === 'list' ? undefined : from,
  });
}

interface AddressInUse {
  address: Address;
  /** Changes parts of it. `step` makes it a step to go back to. */
  change(part: Partial<Address>, options?: { step?: boolean }): void;
  /** The address with parts changed. */
  hrefOf(part: Partial<Address>): string;
}

/** The view's state, which lives in its address. */
export function useAddress(): AddressInUse {
  const address = readAddress(useRoute().params);
  return {
    address,
    change: (part, { step = false } = {}) => go(writeAddress({ ...address, ...part }), { replace: !step }),
    hrefOf: (part) => writeAddress({ ...address, ...part }),
  };
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}
