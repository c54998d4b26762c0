import { currentGateway } from '../../../connection/gateway';
import { useConnections } from '../connections/connections';
import { secretsOf } from '../connections/secret-parts';
import { useVariables } from '../variables/variables';

/** Shorter values are no secrets but words that stand in half the frames. */
const shortest = 4;

/** Values that must be in nothing that is saved: secret variables, tokens of connections and of the gateway. */
export function knownSecrets(): string[] {
  return withTokens(useVariables.getState().secrets);
}

/** The same without what a gateway has said itself: a recording has a name of its own for that. */
export function givenSecrets(): string[] {
  const { resumeToken: _said, ...given } = useVariables.getState().secrets;
  return withTokens(given);
}

function withTokens(secrets: Readonly<Record<string, string>>): string[] {
  const tokens = useConnections.getState().list.flatMap(({ spec }) => secretsOf(spec));
  const all = [...Object.values(secrets), ...tokens, currentGateway()?.token];
  return all.filter((value): value is string => typeof value === 'string' && isSecret(value));
}

function isSecret(value: string): boolean {
  return value.length >= shortest && !/^\{\{[^{}]+\}\}$/.test(value);
}
