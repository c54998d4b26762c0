import { type UIEvent, useRef } from 'react';
import { useLogState } from './log-state';

/** Pixels from the end that count as the end. */
const nearPx = 4;

/** Scrolling up ends the following of the newest frame, scrolling down to the end begins it. */
export function useScrolled(): (event: UIEvent<HTMLElement>) => void {
  const last = useRef({ top: 0, height: 0 });
  return ({ target }) => {
    const { scrollTop, scrollHeight, clientHeight } = target as HTMLElement;
    const before = last.current;
    last.current = { top: scrollTop, height: scrollHeight };
    // Where there are more rows or fewer, nobody has scrolled.
    if (before.height !== scrollHeight) return;
    const moved = scrollTop - before.top;
    const atEnd = scrollHeight - clientHeight - scrollTop <= nearPx;
    const { follow, open } = useLogState.getState();
    if (moved < 0 && !atEnd && follow) useLogState.setState({ follow: false });
    // A frame that is open is not to be swept away.
    else if (moved > 0 && atEnd && !follow && open === null) useLogState.setState({ follow: true });
  };
}
