import {
  Activity,
  Cable,
  CalendarClock,
  FlaskConical,
  ListTree,
  type LucideIcon,
  Server,
  Settings,
  Skull,
} from 'lucide-react';
import { type ComponentType, lazy } from 'react';
import { href } from '../routing/routes';

type View = ComponentType;

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

const load = {
  overview: () => import('../views/overview/overview').then((m) => ({ default: m.Overview })),
  jobs: () => import('../views/jobs/jobs').then((m) => ({ default: m.Jobs })),
  trace: () => import('../views/trace/trace').then((m) => ({ default: m.Trace })),
  workers: () => import('../views/workers/workers').then((m) => ({ default: m.Workers })),
  deadLetters: () => import('../views/dead-letters/dead-letters').then((m) => ({ default: m.DeadLetters })),
  schedules: () => import('../views/schedules/schedules').then((m) => ({ default: m.Schedules })),
  simulator: () => import('../views/simulator/simulator').then((m) => ({ default: m.Simulator })),
  sockets: () => import('../views/sockets/sockets').then((m) => ({ default: m.Sockets })),
  bundle: () => import('../bundle/bundle-view').then((m) => ({ default: m.BundleView })),
  settings: () => import('../views/settings/settings').then((m) => ({ default: m.Settings })),
};

/** The code of a view could not be fetched from the gateway. */
export class ViewNotLoadedError extends Error {
  override name = 'ViewNotLoadedError';
}

/** Fetches the views that were not opened yet: they open at once then, also while the gateway is away. */
export function loadViewsAhead(): void {
  // What cannot be had now is asked for again when it is opened.
  for (const one of Object.values(load)) one().catch(() => undefined);
}

const Overview = viewOnDemand(load.overview);
const Jobs = viewOnDemand(load.jobs);
const Trace = viewOnDemand(load.trace);
const Workers = viewOnDemand(load.workers);
const DeadLetters = viewOnDemand(load.deadLetters);
const Schedules = viewOnDemand(load.schedules);
const Simulator = viewOnDemand(load.simulator);
const Sockets = viewOnDemand(load.sockets);
const BundleOnDemand = viewOnDemand(load.bundle);
const SettingsView = viewOnDemand(load.settings);

function viewOnDemand(fetchView: () => Promise<{ default: ComponentType }>): ComponentType {
  return lazy(() =>
    fetchView().catch((cause: unknown) => {
      throw new ViewNotLoadedError('This view could not be loaded from the gateway', { cause });
    }),
  );
}

/** Every view of the rail, in its order. */
export const mainViews: readonly MainView[] = [
  mainView('overview', 'Overview', 'o', Activity, Overview),
  mainView('jobs', 'Jobs', 'j', ListTree, Jobs),
  mainView('workers', 'Workers', 'w', Server, Workers),
  mainView('dead-letters', 'Dead letters', 'd', Skull, DeadLetters),
  mainView('schedules', 'Schedules', 't', CalendarClock, Schedules),
  mainView('simulator', 'Simulator', 'm', FlaskConical, Simulator),
  mainView('sockets', 'WebSocket client', 'c', Cable, Sockets),
  mainView('settings', 'Settings', 's', Settings, SettingsView),
];

/** The view of an address, and what the window is called with it; null when there is none. */
export function viewOf(path: readonly string[]): { title: string; View: View } | null {
  const [first, second, third] = path;
  if (first === 'jobs' && second !== undefined && third !== undefined)
    return { title: `Job ${third}`, View: Trace };
  if (first === 'bundle') return { title: 'Incident bundle', View: BundleOnDemand };
  const found = mainViews.find((one) => one.path === first);
  return found ? { title: found.title, View: found.view } : null;
}
