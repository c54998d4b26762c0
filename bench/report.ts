import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Table from 'cli-table3';
import { contenderNames } from './contenders/contender';
import type { IdleRates } from './measure/idle';
import { median, type Ratio } from './statistics';
import type { CaseResult, Row, Verdict } from './verdict';

/** Beside the sources, wherever the built file lies. */
const resultsFolder = fileURLToPath(new URL('../../bench/results', import.meta.url));

const packagesFolder = new URL('../../node_modules/', import.meta.url);

const plain = { head: [], border: [] };

function figure(value: number, digits: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function range({ median: middle, min, max }: Ratio): string {
  return `${middle.toFixed(2)} (${min.toFixed(2)}-${max.toFixed(2)})`;
}

function word(met: boolean | null): string {
  if (met === null) return '';
  return met ? 'met' : 'MISSED';
}

function cells(row: Row): string[] {
  const { metric, case: one, medians } = row;
  const { bound, ratio } = metric.target;
  return [
    `${metric.title}${one.keep ? ', kept' : ''}, ${metric.unit}`,
    one.aof,
    String(one.payloadBytes),
    ...contenderNames.map((name) => figure(medians[name], metric.digits)),
    range(row.bare),
    range(row.dressed),
    row.met === null ? '' : `${bound} ${ratio}`,
    word(row.met),
  ];
}

function mainTable(rows: readonly Row[]): string {
  const table = new Table({
    head: ['measured', 'AOF', 'bytes', ...contenderNames, 'bare / bullmq', 'dressed / bullmq', 'target', ''],
    colAligns: [
      'left',
      'left',
      'right',
      'right',
      'right',
      'right',
      'right',
      'right',
      'right',
      'left',
      'left',
    ],
    style: plain,
  });
  for (const row of rows) table.push(cells(row));
  return table.toString();
}

/** CPU in microseconds a job, the process and Redis apart: what the clock says too when nothing else runs. */
function cpuTable(results: readonly CaseResult[]): string {
  const table = new Table({
    head: ['CPU us a job, Node + Redis', 'AOF', 'bytes', ...contenderNames],
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right', 'right'],
    style: plain,
  });
  for (const { case: one, samples } of results) {
    const own = contenderNames.map((name) => medians(samples.get(name) ?? []));
    if (own.some(({ nodeCpuUs }) => nodeCpuUs === undefined)) continue;
    const cells = own.map(
      ({ nodeCpuUs, redisCpuUs }) => `${nodeCpuUs?.toFixed(1)} + ${redisCpuUs?.toFixed(1)}`,
    );
    table.push([`${one.measure}${one.keep ? ', kept' : ''}`, one.aof, one.payloadBytes, ...cells]);
  }
  return table.length === 0 ? '' : `${table.toString()}\n`;
}

function idleTable({ idle }: Verdict): string {
  const table = new Table({
    head: ['idle', 'commands a minute', 'target', ''],
    colAligns: ['left', 'right', 'left', 'left'],
    style: plain,
  });
  for (const { title, perMinute, limit, met } of idle) {
    table.push([title, figure(perMinute, 1), limit === null ? '' : `at most ${limit}`, word(met)]);
  }
  return table.toString();
}

/** The tables, and what was missed. */
export function printReport(results: readonly CaseResult[], verdict: Verdict): void {
  if (verdict.rows.length > 0) console.log(mainTable(verdict.rows));
  process.stdout.write(cpuTable(results));
  if (verdict.idle.length > 0) console.log(idleTable(verdict));
  if (verdict.missed.length === 0) console.log('Every target is met.');
  for (const missed of verdict.missed) console.log(`MISSED  ${missed}`);
}

async function versionOf(name: string): Promise<string> {
  const text = await readFile(new URL(`${name}/package.json`, packagesFolder), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

export interface ReportInput {
  options: object;
  redis: string;
  results: readonly CaseResult[];
  idle: IdleRates | null;
  verdict: Verdict;
}

/** Writes everything that was measured as JSON; answers the file's path. */
export async function writeReport({ options, redis, results, idle, verdict }: ReportInput): Promise<string> {
  const at = new Date();
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, memoryBytes: totalmem() };
  const report = {
    at: at.toISOString(),
    machine: { ...machine, platform: `${process.platform} ${process.arch}`, node: process.version, redis },
    /** Of the last 1, 5 and 15 minutes: well above one or two, other work has disturbed the run. */
    load: loadavg(),
    peers: { bullmq: await versionOf('bullmq'), 'bee-queue': await versionOf('bee-queue') },
    options,
    results: results.map(({ case: one, samples }) => ({
      ...one,
      contenders: Object.fromEntries(
        [...samples].map(([name, own]) => [name, { median: medians(own), samples: own }]),
      ),
    })),
    idle,
    rows: verdict.rows.map((row) => ({ ...row, metric: row.metric.title, target: row.metric.target })),
    missed: verdict.missed,
  };
  await mkdir(resultsFolder, { recursive: true });
  const file = join(resultsFolder, `peers-${at.toISOString().slice(0, 19).replaceAll(':', '')}.json`);
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
  return file;
}

function medians(samples: readonly Record<string, number>[]): Record<string, number> {
  const fields = Object.keys(samples[0] ?? {});
  return Object.fromEntries(
    fields.map((field) => [field, median(samples.map((sample) => sample[field] as number))]),
  );
}
