import { useEffect } from 'react';
import {
  type ScenarioPreset,
  type SimulatorState,
  simulatorAnswerSchema,
} from '../../../src-core/protocol/simulator-routes';
import type { ApiError } from '../../connection/api-error';
import { useData } from '../../connection/use-data';
import { useLive, useTopics } from '../../stores/live';
import { noteSnapshot } from './run/run-history';

interface Simulator {
  /** undefined before it is known. */
  state: SimulatorState | undefined;
  presets: readonly ScenarioPreset[];
  error: ApiError | undefined;
  reload(): void;
}

/** How the gateway's simulator stands, live. */
export function useSimulator(): Simulator {
  useTopics('simulator');
  const { data, error, reload } = useData('/simulator', simulatorAnswerSchema);
  const live = useLive(({ simulator }) => simulator);
  const state = live ?? data;
  const snapshot = state?.snapshot;
  useEffect(() => {
    if (snapshot) noteSnapshot(snapshot);
  }, [snapshot]);
  return { state, presets: data?.presets ?? [], error, reload };
}
