import { openedBundleBytes, readBundle } from '../../src-core/protocol/bundle';
import { formatBytes } from '../components/format';
import { showBundle } from '../connection/session';

/** Shows the bundle in a file. @throws Error whose message says what is wrong with the file */
export async function openBundleFile(file: File): Promise<void> {
  // Read whole, it would have to fit into memory several times over.
  if (file.size > openedBundleBytes)
    throw new Error(
      `It has ${formatBytes(file.size)}; at most ${formatBytes(openedBundleBytes)} are opened.`,
    );
  showBundle(readBundle(await file.text()));
}
