import type { FrameData } from '../../wire';

/** A frame that was sent or received during a run. */
export interface RunFrame {
  /** Among all frames of the run, from 0. */
  number: number;
  connection: string;
  way: 'sent' | 'received';
  data: FrameData;
  /** Milliseconds since the run began. */
  at: number;
  /** What it says, when it is JSON. */
  json: { value: unknown } | null;
}

/** Reads what a frame says; null when it is no JSON. */
export function jsonOf(data: FrameData): { value: unknown } | null {
  if (typeof data !== 'string') return null;
  try {
    return { value: JSON.parse(data) };
  } catch {
    return null;
  }
}

/** `type` of a frame, or what else it is: `JSON`, `text`, `binary`. */
export function frameLabel({ data, json }: Pick<RunFrame, 'data' | 'json'>): string {
  if (typeof data !== 'string') return 'binary';
  if (!json) return 'text';
  const { value } = json;
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
  return typeof type === 'string' ? type : 'JSON';
}
