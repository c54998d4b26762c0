import { useSyncExternalStore } from 'react';
import type { JobState } from '../../src-core/protocol/job-state';

/** Where the console is: `#/jobs/emails/42?at=17` is `['jobs', 'emails', '42']` and `at=17`. */
export interface Route {
  /** Decoded parts; `['overview']` for an empty address. */
  path: string[];
  params: URLSearchParams;
}

type Params = Record<string, string | number | undefined>;

/** What the jobs view can be narrowed to by its address. */
export interface JobFilter {
  queue?: string;
  state?: JobState;
  type?: string;
  client?: string;
  worker?: string;
  error?: string;
  search?: string;
  priority?: number;
}

/** Reads an address's hash. What cannot be decoded stays as it is. */
export function parseRoute(hash: string): Route {
  const [pathText = '', paramText = ''] = splitOnce(hash.replace(/^#/, ''), '?');
  const path = pathText.split('/').filter(Boolean).map(decoded);
  return { path: path.length === 0 ? ['overview'] : path, params: new URLSearchParams(paramText) };
}

/** The address of a view: `href(['jobs', queue, id], { at })`. Parameters without a value are left out. */
export function href(path: readonly string[], params: Params = {}): string {
  const given = Object.entries(params).filter(([, value]) => value !== undefined && value !== '');
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return `#/${path.map(encodeURIComponent).join('/')}${text === '' ? '' : `?${text}`}`;
}

/** The jobs like this. */
export function jobsHref(filter: JobFilter = {}): string {
  return href(['jobs'], { ...filter });
}

/** A job's trace, at a moment when `at` (epoch ms) is given. */
export function jobHref(queue: string, id: string, options: { at?: number } = {}): string {
  return href(['jobs', queue, id], { at: options.at });
}

/** One worker among the others. */
export function workerHref(id: string): string {
  return href(['workers', id]);
}

/** One group of dead letters. */
export function groupHref(queue: string, fingerprint: string): string {
  return href(['dead-letters'], { queue, group: fingerprint });
}

/** Goes to an address that one of the functions above made. `replace` leaves no step in the history to go back to. */
export function go(to: string, options: { replace?: boolean } = {}): void {
  if (to === location.hash) return;
  if (!options.replace) {
    location.hash = to;
    return;
  }
  history.replaceState(history.state, '', to);
  // replaceState tells nobody.
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}

/** The current route; the same object until the address changes. */
export function useRoute(): Route {
  return useSyncExternalStore(subscribe, current);
}

let last: { hash: string; route: Route } | null = null;

function current(): Route {
  if (last?.hash !== location.hash) last = { hash: location.hash, route: parseRoute(location.hash) };
  return last.route;
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
