import { Document } from 'yaml';
import type { Collection, Environment } from '../collection';
import { layOut } from './lay-out';
import { spanText } from './span-text';

/** Characters a line has at most, where it can be broken. */
export const lineWidth = 110;

const order = {
  file: ['name', 'description', 'variables', 'secrets', 'connections', 'requests', 'expect'],
  connection: ['role', 'url', 'protocols', 'headers', 'origin', 'token', 'clientId', 'reconnect', 'pingMs'],
  request: ['name', 'on', 'after', 'message', 'text', 'base64', 'file', 'repeat', 'expect'],
  expectation: ['name', 'none', 'order', 'on', 'frame', 'text', 'within', 'where', 'capture'],
  match: ['on', 'frame', 'text'],
  check: ['path', 'equals', 'matches', 'exists', 'above', 'below', 'stable'],
} as const;

type Fields = Record<string, unknown>;

/** A collection as the text of a file that reads as the same collection. */
export function writeCollection(collection: Collection): string {
  return textOf(collectionFields(collection));
}

/** An environment as the text of a file that reads as the same one. */
export function writeEnvironment(environment: Environment): string {
  return textOf(arranged(environment, order.file));
}

/** A collection as it stands in a file: keys in their order, times as people write them. */
export function collectionFields(collection: Collection): Fields {
  const { connections, requests, expect, ...rest } = collection;
  const fields: Fields = {
    ...rest,
    connections: Object.fromEntries(
      Object.entries(connections).map(([name, spec]) => [name, arranged(spec, order.connection)]),
    ),
    requests: requests.map(({ after, repeat, expect: expected, ...request }) =>
      arranged(
        {
          ...request,
          after: spanOf(after),
          // Nothing between them goes without saying.
          repeat: repeat && {
            times: repeat.times,
            ...(repeat.every > 0 && { every: spanText(repeat.every) }),
          },
          expect: expected?.map(expectationFields),
        },
        order.request,
      ),
    ),
    expect: expect?.map(expectationFields),
  };
  return arranged(fields, order.file);
}

function expectationFields(expectation: object): Fields {
  const { none, order: inOrder, where, within, ...rest } = expectation as Fields;
  return arranged(
    {
      ...rest,
      none: none && arranged(none, order.match),
      order: (inOrder as object[] | undefined)?.map((match) => arranged(match, order.match)),
      within: spanOf(within as number | undefined),
      where: (where as object[] | undefined)?.map((check) => arranged(check, order.check)),
    },
    order.expectation,
  );
}

function spanOf(ms: number | undefined): string | number | undefined {
  return ms === undefined ? undefined : spanText(ms);
}

/** Fields in this order, without those that are not given. */
function arranged(fields: object, keys: readonly string[]): Fields {
  const given = fields as Fields;
  return Object.fromEntries(keys.filter((key) => given[key] !== undefined).map((key) => [key, given[key]]));
}

function textOf(fields: Fields): string {
  return documentOf(fields).toString({ lineWidth });
}

/** The fields of a file as a document that is pleasant to read. */
export function documentOf(fields: Fields): Document {
  const document = new Document(fields, { aliasDuplicateObjects: false });
  layOut(document.contents);
  return document;
}
