import type { LabelValue, Requirement, Requires } from '../../../src-core/protocol/job';

/** GPUs and labels of a machine that meets requirements. */
export interface ServingMachine {
  gpus?: { count: number; model?: string; memoryMb?: number };
  labels: Record<string, LabelValue>;
}

/** A machine that can run what is required. Model and memory are its GPU's, the rest are labels of its own. */
export function machineThatServes(requires: Requires): ServingMachine {
  const labels: Record<string, LabelValue> = {};
  let gpus: ServingMachine['gpus'];
  for (const [name, rule] of Object.entries(requires)) {
    const value = valueThatMeets(rule);
    if (name === 'gpuModel') gpus = { count: 1, ...gpus, model: String(value) };
    else if (name === 'gpuMemoryMb') gpus = { count: 1, ...gpus, memoryMb: Number(value) };
    else if (name === 'gpu') gpus = { count: 1, ...gpus };
    // Signalbox sets it itself: which machine it was cannot be played.
    else if (name !== 'machine') labels[name] = value;
  }
  return { ...(gpus && { gpus }), labels };
}

function valueThatMeets(rule: Requirement): LabelValue {
  if (typeof rule !== 'object') return rule;
  return rule.in?.[0] ?? rule.gte ?? rule.lte ?? true;
}
