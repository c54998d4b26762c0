import { useSyncExternalStore } from 'react';
import { useChoices } from '../stores/choices';

const systemDark = window.matchMedia('(prefers-color-scheme: dark)');

/** The colour scheme to draw in: the chosen one, or the system's and its changes. */
export function useColorScheme(): 'dark' | 'light' {
  const theme = useChoices((choices) => choices.theme);
  const dark = useSyncExternalStore(subscribe, () => systemDark.matches);
  if (theme !== 'system') return theme;
  return dark ? 'dark' : 'light';
}

function subscribe(listener: () => void): () => void {
  systemDark.addEventListener('change', listener);
  return () => systemDark.removeEventListener('change', listener);
}
