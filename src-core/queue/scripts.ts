import type { RedisClient } from '../redis/connect';
import add from './lua/add.lua?raw';
import ahead from './lua/ahead.lua?raw';
import bury from './lua/bury.lua?raw';
import cancel from './lua/cancel.lua?raw';
import chunk from './lua/chunk.lua?raw';
import claim from './lua/claim.lua?raw';
import jobClass from './lua/class.lua?raw';
import discard from './lua/discard.lua?raw';
import edit from './lua/edit.lua?raw';
import finish from './lua/finish.lua?raw';
import forsake from './lua/forsake.lua?raw';
import get from './lua/get.lua?raw';
import group from './lua/group.lua?raw';
import groups from './lua/groups.lua?raw';
import held from './lua/held.lua?raw';
import lane from './lua/lane.lua?raw';
import limits from './lua/limits.lua?raw';
import note from './lua/note.lua?raw';
import place from './lua/place.lua?raw';
import prelude from './lua/prelude.lua?raw';
import purge from './lua/purge.lua?raw';
import renew from './lua/renew.lua?raw';
import requeue from './lua/requeue.lua?raw';
import restore from './lua/restore.lua?raw';
import scan from './lua/scan.lua?raw';
import schedule from './lua/schedule.lua?raw';
import tick from './lua/tick.lua?raw';
import unroute from './lua/unroute.lua?raw';
import watch from './lua/watch.lua?raw';
import { linkLua } from './script-library';

const bodies = {
  add,
  ahead,
  bury,
  cancel,
  chunk,
  claim,
  class: jobClass,
  discard,
  edit,
  finish,
  forsake,
  get,
  group,
  groups,
  held,
  lane,
  limits,
  note,
  purge,
  renew,
  requeue,
  restore,
  scan,
  schedule,
  tick,
  unroute,
  watch,
};
export type ScriptName = keyof typeof bodies;

export type ScriptArgument = string | number;
type ScriptCommand = (prefix: string, args: ScriptArgument[]) => Promise<unknown>;

/**
 * A script's whole text. A body opens with `#allow-oom` when it must run in a full Redis (it frees or moves work) and
 * with `#readonly` when it writes nothing; both become Redis script flags.
 */
export function scriptText(name: ScriptName, cluster: boolean): string {
  const shared = cluster ? prelude.replace("call('PUBLISH'", "call('SPUBLISH'") : prelude;
  const flag = /^#(allow-oom|readonly)\n/.exec(bodies[name]);
  const text = linkLua(`${shared}\n${place}`, flag ? bodies[name].slice(flag[0].length) : bodies[name]);
  if (!flag) return text;
  return `#!lua flags=${flag[1] === 'readonly' ? 'no-writes' : 'allow-oom'}\n${text}`;
}

const defined = new WeakSet<RedisClient>();

function define(client: RedisClient): void {
  if (defined.has(client)) return;
  defined.add(client);
  for (const name of Object.keys(bodies) as ScriptName[]) {
    client.defineCommand(`signalbox_${name}`, { numberOfKeys: 1, lua: scriptText(name, client.isCluster) });
  }
}

/** The engine's scripts on one connection. A script that Redis has forgotten is sent again by the driver. */
export class Scripts {
  readonly #commands: Record<string, ScriptCommand>;

  constructor(
    readonly client: RedisClient,
    readonly prefix: string,
  ) {
    define(client);
    this.#commands = client as unknown as Record<string, ScriptCommand>;
  }

  run(name: ScriptName, args: ScriptArgument[]): Promise<unknown> {
    const command = this.#commands[`signalbox_${name}`] as ScriptCommand;
    return command.call(this.client, this.prefix, args);
  }
}
