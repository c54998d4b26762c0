import { useCallback, useEffect, useState } from 'react';
import { findGateway, type GatewayAddress, signIn, signOut } from './gateway-address';
import { Overview } from './views/overview/overview';
import { SignIn } from './views/sign-in/sign-in';

type Access =
  | { kind: 'looking' }
  | { kind: 'signed-out'; problem: string | null }
  | { kind: 'signed-in'; gateway: GatewayAddress };

/** Finds the gateway, then shows it; asks for a token where there is none. */
export function App() {
  const [access, setAccess] = useState<Access>({ kind: 'looking' });

  useEffect(() => {
    findGateway().then(
      (gateway) =>
        setAccess(gateway ? { kind: 'signed-in', gateway } : { kind: 'signed-out', problem: null }),
      (error: Error) => setAccess({ kind: 'signed-out', problem: error.message }),
    );
  }, []);

  const refused = useCallback(() => {
    signOut();
    setAccess({ kind: 'signed-out', problem: 'The gateway refused this token.' });
  }, []);

  switch (access.kind) {
    case 'looking':
      return null;
    case 'signed-out':
      return (
        <SignIn
          problem={access.problem}
          onToken={(token) => setAccess({ kind: 'signed-in', gateway: signIn(token) })}
        />
      );
    case 'signed-in':
      return <Overview gateway={access.gateway} onRefused={refused} />;
  }
}
