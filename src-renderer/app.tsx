import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { ConfirmDialog } from './components/confirm';
import { Frame } from './frame/frame';
import { theme } from './frame/theme';
import { useColorScheme } from './frame/use-color-scheme';
import { useConnection } from './stores/connection';
import { SignIn } from './views/sign-in/sign-in';

/** The console: its frame around a view, or the sign-in view where a token is needed first. */
export function App() {
  const scheme = useColorScheme();
  const signedOut = useConnection(({ phase }) => phase === 'signed-out');
  return (
    // Its variables come from styles/mantine.css: the content security policy allows no style elements.
    <MantineProvider
      theme={theme}
      forceColorScheme={scheme}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      {signedOut ? <SignIn /> : <Frame />}
      <ConfirmDialog />
      <Notifications position="bottom-right" limit={4} />
    </MantineProvider>
  );
}
