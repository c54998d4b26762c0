import { create } from 'zustand';
import { type VariableValue, variableNameSchema } from '../../../../src-core/conversation/collection';

export interface Variables {
  /** What was captured from answers, or set by hand, since the console was opened. */
  captured: Readonly<Record<string, VariableValue>>;
  /** Those of the chosen environment. */
  environment: { name: string; variables: Readonly<Record<string, VariableValue>> } | null;
  /** Values of secret variables: kept in memory alone, and taken out of everything that is saved. */
  secrets: Readonly<Record<string, string>>;
}

/** What `{{name}}` stands for: captured goes before secret, secret before environment. */
export const useVariables = create<Variables>()(() => ({ captured: {}, environment: null, secrets: {} }));

/** Sets variables, as a capture does. */
export function capture(values: Record<string, VariableValue>): void {
  useVariables.setState(({ captured }) => ({ captured: { ...captured, ...values } }));
}

/** Sets variables that are secret. */
export function keepSecret(values: Record<string, string>): void {
  useVariables.setState(({ secrets }) => ({ secrets: { ...secrets, ...values } }));
}

/** Forgets a variable that was captured, set by hand, or is secret. Those of an environment are its own. */
export function forget(from: 'captured' | 'secrets', name: string): void {
  useVariables.setState((old) => {
    const { [name]: _gone, ...others } = old[from];
    return { [from]: others };
  });
}

/** Everything `{{name}}` can stand for now. */
export function currentVariables(): Record<string, VariableValue> {
  return variablesOf(useVariables.getState());
}

/** The same of a state of the store. */
export function variablesOf({ captured, environment, secrets }: Variables): Record<string, VariableValue> {
  return { ...environment?.variables, ...secrets, ...captured };
}

/** What is typed as a value: `42`, `true`, `null` as JSON has them, anything else as text. */
export function typedValue(typed: string): VariableValue {
  if (/^(?:true|false|null)$/.test(typed)) return JSON.parse(typed) as VariableValue;
  // Digits that a number would not keep, as of a long id, stay text.
  return /^-?\d/.test(typed) && String(Number(typed)) === typed ? Number(typed) : typed;
}

/** What is wrong with a name for a variable; null when nothing is. */
export function nameFault(name: string): string | null {
  return variableNameSchema.safeParse(name).error?.issues[0]?.message ?? null;
}
