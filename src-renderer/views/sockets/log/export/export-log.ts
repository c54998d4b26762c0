import { systemSchema } from '../../../../../src-core/protocol/console';
import { notify } from '../../../../components/notify';
import { formatCount } from '../../../../components/format';
import { api, saveText } from '../../../../connection/api';
import { useConnections } from '../../connections/connections';
import { useVariables } from '../../variables/variables';
import type { LoggedFrame } from '../frames';
import { Har } from './har';
import { jsonLine } from './jsonl';
import { masking } from './masking';

export type ExportForm = 'jsonl' | 'har';

/** Milliseconds of work before the page may do something else. */
const sliceMs = 12;

/** Saves frames as a file of the person's, their secrets taken out. */
export async function exportLog(frames: readonly LoggedFrame[], form: ExportForm): Promise<void> {
  try {
    const text = await (form === 'har' ? harOf(frames) : jsonLinesOf(frames));
    const time = new Date().toISOString().slice(0, 19).replaceAll(':', '');
    if (!(await saveText(text, `signalbox-frames-${time}.${form}`))) return;
    notify.success({
      title: `${formatCount(frames.length)} ${frames.length === 1 ? 'frame' : 'frames'} exported`,
      text: 'Tokens, passwords and the values of secret variables in them read ***.',
    });
  } catch (error) {
    notify.failure({ title: 'Not exported', text: (error as Error).message });
  }
}

/** What takes out what is secret in the log now. */
export function currentMasking() {
  return masking(Object.values(useVariables.getState().secrets));
}

async function jsonLinesOf(frames: readonly LoggedFrame[]): Promise<string> {
  const mask = currentMasking();
  const lines: string[] = [];
  await inSlices(frames, (frame) => lines.push(jsonLine(frame, mask), '\n'));
  return lines.join('');
}

async function harOf(frames: readonly LoggedFrame[]): Promise<string> {
  const { list } = useConnections.getState();
  const handshakes = new Map(list.flatMap(({ id, handshake }) => (handshake ? [[id, handshake]] : [])));
  const har = new Har(currentMasking(), handshakes, await version());
  await inSlices(frames, (frame) => har.add(frame));
  return har.text();
}

/** Of the gateway, whose console this is; '' while it is away. */
async function version(): Promise<string> {
  return await api.get('/system', systemSchema).then(
    (system) => system.version,
    () => '',
  );
}

/** Does something with each while the page stays alive. */
async function inSlices(frames: readonly LoggedFrame[], act: (frame: LoggedFrame) => void): Promise<void> {
  let began = performance.now();
  for (const frame of frames) {
    act(frame);
    if (performance.now() - began < sliceMs) continue;
    await new Promise((resolve) => setTimeout(resolve));
    began = performance.now();
  }
}
