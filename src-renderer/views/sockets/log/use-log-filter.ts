import { useMemo } from 'react';
import { go, href, useRoute } from '../../../routing/routes';
import { directions, type LogFilter, noFilter } from './filter';

/** Reads the filter from the view's address: `#/sockets?job=ID&text=/ok/&type=job_state&type=job_result`. */
export function readFilter(params: URLSearchParams): LogFilter {
  return {
    text: params.get('text') ?? '',
    types: params.getAll('type'),
    direction: directions.find((direction) => direction === params.get('way')) ?? '',
    connections: params.getAll('on'),
    jobId: params.get('job') ?? '',
  };
}

/** The view's address with another filter; what else it says stays. */
export function writeFilter(params: URLSearchParams, filter: LogFilter): string {
  const next = new URLSearchParams(params);
  for (const name of ['text', 'type', 'way', 'on', 'job']) next.delete(name);
  if (filter.jobId !== '') next.set('job', filter.jobId);
  if (filter.text !== '') next.set('text', filter.text);
  if (filter.direction !== '') next.set('way', filter.direction);
  for (const type of filter.types) next.append('type', type);
  for (const connection of filter.connections) next.append('on', connection);
  const text = next.toString();
  return `${href(['sockets'])}${text === '' ? '' : `?${text}`}`;
}

/** The same until the address changes. */
interface FilterInUse {
  filter: LogFilter;
  change(part: Partial<LogFilter>): void;
  clear(): void;
}

/** The log's filter, which lives in the view's address. */
export function useLogFilter(): FilterInUse {
  const { params } = useRoute();
  return useMemo(() => {
    const filter = readFilter(params);
    const set = (next: LogFilter) => go(writeFilter(params, next), { replace: true });
    return { filter, change: (part) => set({ ...filter, ...part }), clear: () => set(noFilter) };
  }, [params]);
}
