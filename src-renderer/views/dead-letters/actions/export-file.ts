import { api, query } from '../../../connection/api';
import { asApiError } from '../../../connection/api-error';
import { notify } from '../../../components/notify';

interface Exported {
  queue: string;
  /** Only this group. */
  group?: string;
  /** What the file is named after. */
  name: string;
}

/** Saves dead letters as a file of one JSON job a line, which `Import` and `signalbox dlq import` take. */
export async function exportFile({ queue, group, name }: Exported): Promise<void> {
  const file = `dead-letters-${name.replace(/[^A-Za-z0-9._-]+/g, '-')}-${stamp(new Date())}.ndjson`;
  try {
    await api.download(query('/dlq/export', { queue, group }), file);
  } catch (error) {
    notify.failure({ title: 'Nothing was exported', text: asApiError(error).message });
  }
}

/** `2026-11-21-1403` */
function stamp(at: Date): string {
  return at.toISOString().slice(0, 16).replace('T', '-').replace(':', '');
}
