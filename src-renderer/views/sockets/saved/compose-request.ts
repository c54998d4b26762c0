import type { Collection, Request } from '../../../../src-core/conversation/collection';
import { readCollection } from '../../../../src-core/conversation/collections/read-collection';
import { notify } from '../../../components/notify';
import { asApiError } from '../../../connection/api-error';
import { compose, type Draft } from '../compose/draft';
import { choose, connect, removeTab, useConnections } from '../connections/connections';
import { capture, currentVariables } from '../variables/variables';
import { readFile } from './files/file-store';
import { show } from './stage';

/** Puts a request of a collection into the composer, on its connection, which is dialled if it is not there. */
export async function composeRequest(path: string, index: number): Promise<void> {
  try {
    const { collection, issues } = readCollection((await readFile(path)).text);
    const request = collection?.requests[index];
    if (!collection || !request) {
      const [issue] = issues;
      const text = issue ? `Line ${issue.line}: ${issue.message}` : 'It has no such request any more.';
      notify.failure({ title: 'This request cannot be read', text });
      show({ kind: 'file', path });
      return;
    }
    const name = connectionFor(collection, request.on);
    if (name === null) return;
    fillVariables(collection);
    show(null);
    compose(name, { ...draftOf(request), from: { path, index } });
  } catch (error) {
    notify.failure({ title: 'This request cannot be read', text: asApiError(error).message });
  }
}

/** What the composer holds for a request. */
export function draftOf(request: Request): Partial<Draft> {
  const repeat = request.repeat ? { repeat: request.repeat } : {};
  if (request.text !== undefined) return { kind: 'text', text: request.text, ...repeat };
  if (request.base64 !== undefined) return { kind: 'base64', text: request.base64, ...repeat };
  if (request.file !== undefined) return { kind: 'file', ...repeat };
  // One that only waits has nothing to send.
  if (request.message === undefined) return { kind: 'json', text: '' };
  return { kind: 'json', text: JSON.stringify(request.message, null, 2), ...repeat };
}

/** The tab for it by its name, dialled if it is not there; null when it cannot be. */
function connectionFor(collection: Collection, on: string): string | null {
  const tabs = () => useConnections.getState().list;
  const there = tabs().find(({ name, ofRun }) => name === on && !ofRun);
  if (there) {
    choose(there.id);
    return there.name;
  }
  const spec = collection.connections[on];
  if (!spec) {
    notify.failure({ title: `The collection has no connection "${on}"` });
    return null;
  }
  const leftByRun = tabs().find(({ name, ofRun, state }) => name === on && ofRun && state === 'closed');
  if (leftByRun) removeTab(leftByRun.id);
  const id = connect(spec, on);
  return tabs().find((one) => one.id === id)?.name ?? null;
}

/** Its variables have their values, except those that something gave another one. */
function fillVariables({ variables = {} }: Collection): void {
  const known = currentVariables();
  capture(Object.fromEntries(Object.entries(variables).filter(([name]) => !Object.hasOwn(known, name))));
}
