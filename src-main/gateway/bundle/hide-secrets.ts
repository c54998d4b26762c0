import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Bundle } from '../../../src-core/protocol/bundle';
import { Redactor } from '../../../src-core/redaction/redactor';
import type { GatewayContext } from '../context';

/** Items that are looked through before others get their turn. */
const atOnce = 20;

/** Every secret this gateway knows of. */
export function secretsOf({ options, secret }: GatewayContext): string[] {
  const { tokens, jwtSecret, openai, journal } = options;
  return [
    ...tokens.admin,
    ...[...tokens.clients, ...tokens.workers].map(({ token }) => token),
    ...(jwtSecret === undefined ? [] : [jwtSecret]),
    ...(openai?.apiKey ? [openai.apiKey] : []),
    secret,
    ...(journal?.secrets() ?? []),
  ];
}

/** The bundle without secrets: neither those that are known, nor what is named or looks like one. */
export async function hideSecrets(bundle: Bundle, secrets: readonly string[]): Promise<Bundle> {
  const redactor = new Redactor(secrets);
  const { trace, logs } = bundle;
  const { job, events, calls } = trace;
  redactor.learn(job);
  await inTurns(events, (event) => redactor.learn(event.detail));
  const shown = {
    // Names of settings sound secret, what is shown of them is not.
    settings: Object.fromEntries(
      Object.entries(bundle.system.settings).map(([name, value]) => [name, redactor.text(value)]),
    ),
    events: await inTurns(events, (event) => redactor.value(event)),
    logs: await inTurns(logs, (line) => redactor.value(line)),
    job: redactor.value(job),
  };
  const { signalbox, version, madeAt, system, leftOut, queues, statistics, ...around } = bundle;
  const { trace: _trace, logs: _logs, masked: _masked, ...rest } = around;
  return {
    signalbox,
    version,
    madeAt,
    queues,
    statistics,
    ...redactor.value(rest),
    system: { ...redactor.value({ ...system, settings: {} }), settings: shown.settings },
    trace: { job: withNames(shown.job), events: shown.events, calls },
    logs: shown.logs,
    leftOut,
    masked: redactor.hidden,
  };
}

/** What must have a form keeps it, also when a secret stood in it. */
function withNames(job: Bundle['trace']['job']): Bundle['trace']['job'] {
  const name = (text: string) => text.replaceAll('***', 'masked');
  return { ...job, id: name(job.id), queue: name(job.queue), type: name(job.type) };
}

async function inTurns<T, R>(items: readonly T[], change: (item: T) => R): Promise<R[]> {
  const changed: R[] = [];
  for (const [n, item] of items.entries()) {
    if (n % atOnce === atOnce - 1) await nextTurn();
    changed.push(change(item));
  }
  return changed;
}
