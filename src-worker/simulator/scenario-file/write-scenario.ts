import { Document } from 'yaml';
import type { Distribution } from '../../../src-core/protocol/distribution';
import {
  type Scenario,
  type ScenarioText,
  simulatedJobSchema,
  simulatedLoadSchema,
  simulatedMachinesSchema,
  scenarioSchema,
} from '../../../src-core/protocol/scenario';
import { machineFaultSchema } from '../../../src-core/protocol/scenario-faults';

type Fields = Record<string, unknown>;

const heading = ' Times: 800ms, 1.5s, 10m, 1h; a plain number is milliseconds. Shares are from 0 to 1.';

/** Keys that hold a span of time or a distribution of them. */
const timeKeys = new Set([
  'duration',
  'settle',
  'progressEvery',
  'timeout',
  'startAfter',
  'at',
  'every',
  'for',
  'p95Wait',
  'recovery',
]);

/** What is left out because it goes without saying. */
const defaults = {
  scenario: asFields(scenarioSchema.parse({ name: 'x' })),
  job: asFields(simulatedJobSchema.parse({})),
  machines: asFields(simulatedMachinesSchema.parse({})),
  load: asFields(simulatedLoadSchema.parse({ arrivals: { burst: { size: 1 } }, jobs: {} })),
  fault: asFields(machineFaultSchema.parse({ kind: 'down' })),
};

/** A scenario as the text of a file that reads as the same scenario; `remarks` stand at its top. */
export function writeScenario(scenario: Scenario, remarks: readonly string[] = []): string {
  const { jobs, machines, load, faults, assert, ...rest } = scenario;
  const entries = (record: Record<string, object>, known: Fields) =>
    Object.fromEntries(Object.entries(record).map(([name, entry]) => [name, written(entry, known)]));
  const text: Fields = {
    ...written(rest, { ...defaults.scenario, duration: undefined, settle: undefined }),
    ...filled('jobs', entries(jobs, defaults.job)),
    ...filled('machines', entries(machines, defaults.machines)),
    ...filled('load', entries(load, { ...defaults.load, arrivals: undefined, jobs: undefined })),
    ...(faults.length > 0 && {
      faults: faults.map((fault) => written(fault, { ...defaults.fault, kind: undefined })),
    }),
    ...filled('assert', written(assert, {})),
  };
  const document = new Document(text as unknown as ScenarioText, { aliasDuplicateObjects: false });
  document.commentBefore = [heading, ...remarks.map((remark) => ` ${remark}`)].join('\n');
  return document.toString({ lineWidth: 110 });
}

/** A time as a person writes it: the largest unit in which it is short and exact. */
export function spanText(ms: number): string | number {
  const units = [
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1000],
  ] as const;
  for (const [unit, size] of units) {
    const amount = ms / size;
    const exact = /^\d+(\.\d{1,3})?$/.test(String(amount)) && amount * size === ms;
    if (ms >= size && exact && (unit === 's' || Number.isInteger(amount))) return `${amount}${unit}`;
  }
  return /^\d+(\.\d+)?$/.test(String(ms)) ? `${ms}ms` : ms;
}

function written(entry: object, known: Fields): Fields {
  const fields: Fields = {};
  for (const [key, value] of Object.entries(entry)) {
    if (value === undefined || JSON.stringify(value) === JSON.stringify(known[key])) continue;
    if (timeKeys.has(key)) fields[key] = timeText(value as number | Distribution);
    else if (key === 'arrivals') fields[key] = arrivalsText(value as Fields);
    else if (key === 'disconnect') fields[key] = written(value as object, {});
    else fields[key] = value;
  }
  return fields;
}

function timeText(time: number | Distribution): unknown {
  if (typeof time === 'number') return spanText(time);
  if ('constant' in time) return spanText(time.constant);
  if ('empirical' in time) return { empirical: time.empirical.map(spanText) };
  const [[form, parameters]] = Object.entries(time) as [[string, Record<string, number>]];
  const texts = Object.entries(parameters).map(([name, value]) => [
    name,
    name === 'sigma' ? value : spanText(value),
  ]);
  return { [form]: Object.fromEntries(texts) };
}

function arrivalsText(arrivals: Fields): Fields {
  if (arrivals.recorded) return { recorded: (arrivals.recorded as number[]).map(spanText) };
  return arrivals.burst ? { burst: written(arrivals.burst as object, {}) } : arrivals;
}

function filled(key: string, fields: Fields): Fields {
  return Object.keys(fields).length > 0 ? { [key]: fields } : {};
}

function asFields(value: object): Fields {
  return value as Fields;
}
