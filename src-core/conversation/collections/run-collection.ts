import type { Collection } from '../collection';
import type { RunReport } from '../reports';
import type { RunOptions } from './run-options';
import { CollectionRun } from './running/collection-run';

/**
 * Runs a collection: dials its connections, sends its requests one after the other and judges what comes. Never rejects:
 * why something could not be run stands in the report. All connections are closed when it resolves.
 */
export function runCollection(collection: Collection, options: RunOptions): Promise<RunReport> {
  return new CollectionRun(collection, options).run();
}
