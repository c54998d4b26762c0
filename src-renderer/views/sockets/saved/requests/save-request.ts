import type { Collection, Request } from '../../../../../src-core/conversation/collection';
import { readCollection } from '../../../../../src-core/conversation/collections/read-collection';
import { updateCollectionText } from '../../../../../src-core/conversation/collections/update-collection-text';
import { writeCollection } from '../../../../../src-core/conversation/collections/write-collection';
import { assertNever } from '../../../../../src-core/protocol/assert-never';
import { notify } from '../../../../components/notify';
import { compose, type Draft } from '../../compose/draft';
import { useConnections } from '../../connections/connections';
import { isChanged, useOpenFiles } from '../editor/open-files';
import { tell } from '../files/file-acts';
import { stemOf } from '../files/file-paths';
import { readFile, writeFile } from '../files/file-store';
import { contentOf } from './draft-request';
import { plainSpec } from './plain-spec';

/** Where a request is to be saved. */
export type Target =
  /** In the place of another one, whose name and expectations stay. */
  | { kind: 'replace'; path: string; index: number }
  /** At the end of a collection that is there. */
  | { kind: 'add'; path: string; name: string }
  /** As the first of a new collection. */
  | { kind: 'create'; path: string; name: string };

/**
 * Saves what is in the composer of a connection (its name) as a request of a collection. The person is told how it went.
 * @returns whether it is saved
 */
export async function saveRequest(draft: Draft, connection: string, target: Target): Promise<boolean> {
  const { path } = target;
  return await tell('The request was not saved', async () => {
    const open = useOpenFiles.getState()[path];
    if (open && isChanged(open))
      throw new Error(`${path} has changes that are not saved: save them in its editor first.`);
    const content = await contentOf(draft);
    const index = await write(target, connection, content);
    compose(connection, { ...draft, from: { path, index } });
    notify.success({ title: `Saved into ${stemOf(path)}` });
  });
}

async function write(target: Target, connection: string, content: Partial<Request>): Promise<number> {
  const { kind, path } = target;
  switch (kind) {
    case 'create': {
      const request = named(target.name, connection, content);
      const empty: Collection = { name: stemOf(path), connections: {}, requests: [] };
      const collection = withConnection({ ...empty, requests: [request] }, connection);
      await writeFile(path, writeCollection(collection), null);
      return 0;
    }
    case 'add': {
      const { text, version, collection } = await readValid(path);
      const requests = [...collection.requests, named(target.name, connection, content)];
      const changed = withConnection({ ...collection, requests }, connection);
      await writeFile(path, updateCollectionText(text, changed), version);
      return requests.length - 1;
    }
    case 'replace': {
      const { text, version, collection } = await readValid(path);
      const old = collection.requests[target.index];
      if (!old) throw new Error(`${path} has no such request any more: use "Save as".`);
      const { message: _message, text: _text, base64: _base64, file: _file, repeat: _repeat, ...kept } = old;
      // The tab may be called otherwise than the connection it was opened for.
      const request = { ...kept, ...content } as Request;
      const requests = collection.requests.with(target.index, request);
      await writeFile(path, updateCollectionText(text, { ...collection, requests }), version);
      return target.index;
    }
    default:
      return assertNever(kind);
  }
}

function named(name: string, on: string, content: Partial<Request>): Request {
  return { ...(name.trim() === '' ? {} : { name: name.trim() }), on, ...content } as Request;
}

/** Its connection is described in the collection, without secrets: variables stand for them. */
function withConnection(collection: Collection, name: string): Collection {
  if (collection.connections[name]) return collection;
  const tab = useConnections.getState().list.find((one) => one.name === name);
  if (!tab) throw new Error(`There is no connection "${name}" to describe in the collection.`);
  const { spec, secrets } = plainSpec(tab.spec);
  if (secrets.length > 0) {
    const text = `Give ${secrets.map((one) => `{{${one}}}`).join(', ')} as secrets of an environment to run it.`;
    notify.success({ title: 'Its secrets were not written', text });
  }
  return { ...collection, connections: { ...collection.connections, [name]: spec } };
}

async function readValid(path: string): Promise<{ text: string; version: string; collection: Collection }> {
  const { text, version } = await readFile(path);
  const { collection, issues } = readCollection(text);
  if (collection) return { text, version, collection };
  const [issue] = issues;
  throw new Error(`${path} has a fault: line ${issue?.line}: ${issue?.message}`);
}
