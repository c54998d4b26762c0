import { create } from 'zustand';

/** What stands in the place of the composer: a saved file, or how a run or a replay goes. */
export type Shown =
  | { kind: 'file'; path: string }
  | { kind: 'run'; path: string }
  | { kind: 'replay'; path: string };

export const useStage = create<{ shown: Shown | null }>()(() => ({ shown: null }));

/** Shows something in the place of the composer; null = the composer again. */
export function show(shown: Shown | null): void {
  useStage.setState({ shown });
}
