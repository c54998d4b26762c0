import { create } from 'zustand';
import { connectionNameSchema } from '../../../../src-core/conversation/collection';
import type { FrameData, WireEvents } from '../../../../src-core/conversation/wire';
import type { ConnectionSpec, SocketRole } from '../../../../src-core/protocol/connection-spec';
import { useConnection } from '../../../stores/connection';
import { logFrame } from '../log/frames';
import { currentVariables } from '../variables/variables';
import type { Via } from './dial-best';
import { fillSpec } from './fill-spec';
import { LiveConnection, notYet, type Standing } from './live-connection';

/** One tab. */
export interface Connection extends Standing {
  id: string;
  /** What the log and collections call it; no two open ones have the same. */
  name: string;
  /** As it was given: variables in it are not filled in. */
  spec: ConnectionSpec;
  /** How it is to be dialled. */
  via: Via;
  /** A run or a replay has opened it, and closes it. */
  ofRun: boolean;
}

interface Connections {
  list: readonly Connection[];
  currentId: string | null;
}

/** The tabs. Written by the functions below. */
export const useConnections = create<Connections>()(() => ({ list: [], currentId: null }));

/** So many tabs there may be. */
export const mostConnections = 50;

const lives = new Map<string, LiveConnection>();
let made = 0;

interface ConnectOptions {
  via?: Via;
  /** Of a run: its tab is not shown, it is dialled once, as it says, and `also` is told what happens. */
  run?: { also: WireEvents };
}

/**
 * Opens a connection in a tab of its own, and shows it. Answers its id.
 * @throws RangeError when there are as many tabs as there may be
 */
export function connect(spec: ConnectionSpec, name?: string, options: ConnectOptions = {}): string {
  const { via = 'relay', run } = options;
  makeRoom();
  made += 1;
  const id = `c${made}`;
  const freed = freeName(name ?? spec.role ?? hostOf(spec.url) ?? 'socket');
  const opened: Connection = { ...notYet, id, name: freed, spec, via, ofRun: run !== undefined };
  useConnections.setState(({ list, currentId }) => ({
    list: [...list, opened],
    currentId: run && currentId !== null ? currentId : id,
  }));
  const live = new LiveConnection({
    spec: () => (run ? spec : fillSpec(get(id).spec, currentVariables())),
    via: () => get(id).via,
    change: (change) => update(id, change),
    log: (way, data) => void logFrame({ connectionId: id, connection: get(id).name, way, data }),
    also: run?.also,
    once: run !== undefined,
  });
  lives.set(id, live);
  live.dial();
  return id;
}

/** Shows the connection of a role, and opens one where there is none. Answers its id. */
export function connectRole(role: SocketRole): string {
  const there = useConnections
    .getState()
    .list.find((one) => one.spec.role === role && !one.ofRun && one.state !== 'closed');
  if (!there) return connect(roleSpec(role));
  choose(there.id);
  return there.id;
}

/** What one click on a role connects to. */
export function roleSpec(role: SocketRole): ConnectionSpec {
  return { role, reconnect: true };
}

/** Sends a frame and logs it. Throws when the connection is not open. */
export function sendFrame(id: string, data: FrameData): void {
  const live = lives.get(id);
  if (!live) throw new Error('This connection is not open');
  live.send(data);
}

/** Closes a connection, or gives up dialling it; its tab stays. */
export function disconnect(id: string, code?: number, reason?: string): void {
  lives.get(id)?.close(code, reason);
}

/** Dials a connection again, at once; an open one is closed before. */
export function dialAgain(id: string): void {
  lives.get(id)?.dial();
}

/** Closes a connection and takes its tab away. The one beside it is shown. */
export function removeTab(id: string): void {
  lives.get(id)?.end();
  lives.delete(id);
  useConnections.setState(({ list, currentId }) => {
    const at = list.findIndex((one) => one.id === id);
    const left = list.filter((one) => one.id !== id);
    const beside = left[Math.min(at, left.length - 1)]?.id ?? null;
    return { list: left, currentId: currentId === id ? beside : currentId };
  });
}

/** Shows a tab. */
export function choose(id: string): void {
  useConnections.setState({ currentId: id });
}

/** Gives a connection another name, target or way. It is dialled anew unless only the name is another. */
export function change(id: string, to: { name: string; spec: ConnectionSpec; via: Via }): void {
  const { spec, via } = get(id);
  update(id, to);
  if (via !== to.via || JSON.stringify(spec) !== JSON.stringify(to.spec)) dialAgain(id);
}

/** What is wrong with a name for a connection; null = nothing. `id`: whose name it is to be, if it is there already. */
export function nameProblem(name: string, id?: string): string | null {
  const { error } = connectionNameSchema.safeParse(name);
  if (error) return error.issues[0]?.message ?? 'not a name';
  const taken = useConnections.getState().list.some((one) => one.id !== id && one.name === name);
  return taken ? 'another connection has this name' : null;
}

function get(id: string): Connection {
  const found = useConnections.getState().list.find((one) => one.id === id);
  if (!found) throw new Error(`There is no connection ${id}`);
  return found;
}

function update(id: string, changed: Partial<Connection>): void {
  useConnections.setState(({ list }) => ({
    list: list.map((one) => (one.id === id ? { ...one, ...changed } : one)),
  }));
}

/** Tabs that runs have left go first. */
function makeRoom(): void {
  const { list } = useConnections.getState();
  if (list.length < mostConnections) return;
  const left = list.find(({ ofRun, state }) => ofRun && state === 'closed');
  if (!left) throw new RangeError(`There are ${mostConnections} connections already: close one first`);
  removeTab(left.id);
}

/** The name, with a number when it is taken. Letters a connection's name cannot have become `-`. */
function freeName(wanted: string): string {
  const plain = wanted
    .replace(/[^A-Za-z0-9_ .-]/g, '-')
    .replace(/^[^A-Za-z0-9_]+/, '')
    .slice(0, 60);
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? plain || 'socket' : `${plain || 'socket'} ${n}`;
    if (nameProblem(name) === null) return name;
  }
}

function hostOf(url: string | undefined): string | undefined {
  if (url === undefined) return undefined;
  return /^\w+:\/\/(?:[^/?#@]*@)?([^/?#]+)/.exec(url)?.[1];
}

useConnection.subscribe((now, before) => {
  const { list } = useConnections.getState();
  // Another gateway is another world.
  if (before.url !== null && now.url !== before.url) for (const { id } of list) removeTab(id);
  // The gateway is back: what waits for it does so no longer.
  else if (now.connects !== before.connects)
    for (const { id, state } of list) if (state === 'waiting') dialAgain(id);
});
