import { Activity, ListTree, type LucideIcon, Server, Settings, Skull } from 'lucide-react';
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import { href } from '../routing/routes';

type View = LazyExoticComponent<ComponentType>;

/** A view that the rail leads to. */
export interface MainView {
  /** First part of its address. */
  path: string;
  title: string;
  /** The second key of `g ...`. */
  key: string;
  icon: LucideIcon;
  view: View;
  href: string;
}

function mainView(path: string, title: string, key: string, icon: LucideIcon, view: View): MainView {
  return { path, title, key, icon, view, href: href([path]) };
}

const Overview = lazy(() => import('../views/overview/overview').then((m) => ({ default: m.Overview })));
const Jobs = lazy(() => import('../views/jobs/jobs').then((m) => ({ default: m.Jobs })));
const Trace = lazy(() => import('../views/trace/trace').then((m) => ({ default: m.Trace })));
const Workers = lazy(() => import('../views/workers/workers').then((m) => ({ default: m.Workers })));
const DeadLetters = lazy(() =>
  import('../views/dead-letters/dead-letters').then((m) => ({ default: m.DeadLetters })),
);
const SettingsView = lazy(() => import('../views/settings/settings').then((m) => ({ default: m.Settings })));

/** Every view of the rail, in its order. */
export const mainViews: readonly MainView[] = [
  mainView('overview', 'Overview', 'o', Activity, Overview),
  mainView('jobs', 'Jobs', 'j', ListTree, Jobs),
  mainView('workers', 'Workers', 'w', Server, Workers),
  mainView('dead-letters', 'Dead letters', 'd', Skull, DeadLetters),
  mainView('settings', 'Settings', 's', Settings, SettingsView),
];

/** The view of an address, and what the window is called with it; null when there is none. */
export function viewOf(path: readonly string[]): { title: string; View: View } | null {
  const [first, second, third] = path;
  if (first === 'jobs' && second !== undefined && third !== undefined)
    return { title: `Job ${third}`, View: Trace };
  const found = mainViews.find((one) => one.path === first);
  return found ? { title: found.title, View: found.view } : null;
}
