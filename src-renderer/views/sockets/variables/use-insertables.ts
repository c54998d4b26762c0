import { useMemo } from 'react';
import { generators, type Insertable } from './variable-options';
import { useVariables, variablesOf } from './variables';

/** All that `{{name}}` can stand for now, the values of secrets left out. */
export function useInsertables(): readonly Insertable[] {
  const variables = useVariables();
  return useMemo(() => {
    const { secrets, captured } = variables;
    const named = Object.entries(variablesOf(variables)).map(([name, value]) => ({
      name,
      detail: name in secrets && !(name in captured) ? 'secret' : String(value).slice(0, 60),
    }));
    return [...named, ...generators];
  }, [variables]);
}
