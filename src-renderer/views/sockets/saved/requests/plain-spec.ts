import { Recorder } from '../../../../../src-core/conversation/recordings/recorder';
import type { ConnectionSpec } from '../../../../../src-core/protocol/connection-spec';
import { knownSecrets } from '../hide-secrets';

/** A connection as it may stand in a file, and the names of the variables that stand for its secrets. */
export function plainSpec(spec: ConnectionSpec): { spec: ConnectionSpec; secrets: string[] } {
  const masked = withoutSecrets(spec);
  // Variables that stand there already are no secrets, whatever they stand for.
  const bare = JSON.parse(JSON.stringify(spec).replace(/\{\{[^{}]*\}\}/g, '')) as ConnectionSpec;
  return withoutSecrets(bare).secrets.length === 0 ? { spec, secrets: [] } : masked;
}

/** A recording never has a secret in it: what it does with connections is what is wanted. */
function withoutSecrets(spec: ConnectionSpec): { spec: ConnectionSpec; secrets: string[] } {
  const recorder = new Recorder({ name: 'plain', madeBy: 'Signalbox console', secrets: knownSecrets() });
  const name = 'connection';
  recorder.opened(name, spec);
  const { connections, values } = recorder.finish();
  const given = (spec.token ?? '') !== '';
  const secrets = Object.keys(values).filter((one) => values[one]?.chosenBy === 'secret');
  // A socket of the gateway is dialled without a token as well; its own is left out.
  if (given && connections[name]?.token === undefined && secrets.length === 0) secrets.push('token');
  return { spec: connections[name] as ConnectionSpec, secrets };
}
