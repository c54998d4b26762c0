import { useEffect } from 'react';
import { BundleBanner } from '../bundle/bundle-banner';
import { CommandPalette } from './command-palette';
import { HelpSheet, openHelp } from './help-sheet';
import { listenToKeys, type KeyMap, useKeys } from './keys';
import { Rail } from './rail';
import { StatusLine } from './status-line';
import { TopBar } from './top-bar';
import { CurrentView } from './current-view';
import { openPalette } from './palette-state';
import { go } from '../routing/routes';
import { useConnection } from '../stores/connection';
import { loadViewsAhead, mainViews } from './views';

const frameKeys: KeyMap = {
  ...Object.fromEntries(
    mainViews.map(({ key, title, href }) => [
      `g ${key}`,
      { label: `Go to ${title}`, group: 'Views', run: () => go(href) },
    ]),
  ),
  '/': { label: 'Search', group: 'Everywhere', keyOnly: true, run: openPalette },
  '?': { label: 'Show all keys', group: 'Everywhere', run: openHelp },
};

/** Rail, top bar, view, status line. What is old is dimmed. */
export function Frame() {
  useEffect(listenToKeys, []);
  useEffect(loadViewsAhead, []);
  useKeys(frameKeys, 'frame');
  const old = useConnection(({ phase, heardAt }) => phase !== 'live' && heardAt !== null);
  return (
    <div className="frame" data-old={old || undefined}>
      <button type="button" className="skip-link" onClick={focusView}>
        Skip to the view
      </button>
      <TopBar />
      <BundleBanner />
      <Rail />
      <CurrentView />
      <StatusLine />
      <CommandPalette />
      <HelpSheet />
    </div>
  );
}

function focusView(): void {
  document.getElementById('view')?.focus();
}
