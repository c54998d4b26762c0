import { useEffect, useRef } from 'react';

/** Ctrl+Enter, or Cmd+Enter, sends from wherever in the view the focus is, but not from a dialog. */
export function useSendKey(send: () => void): void {
  const newest = useRef(send);
  newest.current = send;
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      // The editor has seen to it already.
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
      if (document.querySelector('[aria-modal="true"]')) return;
      event.preventDefault();
      newest.current();
    };
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}
