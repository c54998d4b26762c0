import { writeCollection } from '../../../../../src-core/conversation/collections/write-collection';
import { collectionFromRecording } from '../../../../../src-core/conversation/recordings/collection-from-recording';
import type { Recording } from '../../../../../src-core/conversation/recording';
import type { ConnectionSpec } from '../../../../../src-core/protocol/connection-spec';
import { notify } from '../../../../components/notify';
import { useConnections } from '../../connections/connections';
import { type LoggedFrame, loggedFrames } from '../../log/frames';
import { allPaths, tell } from '../files/file-acts';
import { asStem, freePath, pathOf, stemOf } from '../files/file-paths';
import { writeFile } from '../files/file-store';
import { askPath } from '../files/path-dialog';
import { show } from '../stage';
import { unfoldTo } from '../tree/tree-state';
import { recordingOf } from './recording-store';

/** Asks for a name and writes what was recorded as a collection: what was sent, and what must come of it. */
export function saveAsCollection(recording: Recording): void {
  const wanted = pathOf('collection', '', asStem(recording.name));
  askPath({
    title: 'Save as collection',
    kind: 'collection',
    folder: '',
    name: stemOf(freePath(wanted, allPaths())),
    submitLabel: 'Save',
    submit: (path) =>
      tell('Not saved', async () => {
        const collection = { ...collectionFromRecording(recording), name: stemOf(path) };
        await writeFile(path, writeCollection(collection), null);
        tellSecrets(recording);
        unfoldTo(path);
        show({ kind: 'file', path });
      }),
  });
}

/** Secrets are in no file: whoever runs it gives them. */
function tellSecrets({ values }: Recording): void {
  const names = Object.keys(values).filter((name) => values[name]?.chosenBy === 'secret');
  if (names.length === 0) return;
  const text = `To run it, name these under "secrets" of an environment, and choose that: ${names.join(', ')}.`;
  notify.success({ title: 'Its secrets were not written', text });
}

/** The same of frames of the log: of all when not said. Runs and replays in it are left out. */
export function saveLogAsCollection(frames: readonly LoggedFrame[] = loggedFrames()): void {
  const tabs = useConnections.getState().list.filter(({ ofRun }) => !ofRun);
  const specs = new Map<string, ConnectionSpec>(tabs.map(({ id, spec }) => [id, spec]));
  const own = frames.filter(({ connectionId }) => specs.has(connectionId));
  if (!own.some(({ way }) => way === 'sent')) {
    const text = 'Connect, send something and see what comes of it: that becomes the collection.';
    notify.failure({ title: 'Nothing was sent yet', text });
    return;
  }
  saveAsCollection(recordingOf(own, specs, 'conversation'));
}
