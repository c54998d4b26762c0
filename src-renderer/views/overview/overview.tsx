import type { GatewayAddress } from '../../gateway-address';
import { useGatewayStatus } from '../../use-gateway-status';
import { HealthLine } from './health-line';
import { QueueTable } from './queue-table';

interface OverviewProps {
  gateway: GatewayAddress;
  onRefused: () => void;
}

/** Is it healthy, and where do the jobs stand? */
export function Overview({ gateway, onRefused }: OverviewProps) {
  const { status, problem } = useGatewayStatus(gateway, onRefused);
  return (
    <>
      <header>
        <h1>Signalbox</h1>
        <code>{gateway.url}</code>
        {status && <span className="quiet">version {status.health.version}</span>}
      </header>
      <main>
        {problem && (
          <p role="alert" className="problem">
            {problem}
          </p>
        )}
        {status === null ? (
          <p className="quiet">{problem ? 'Trying again.' : 'Asking the gateway.'}</p>
        ) : (
          <>
            <HealthLine health={status.health} />
            <QueueTable queues={status.queues} />
          </>
        )}
      </main>
      <footer className="quiet" aria-live="off">
        {status && `${problem ? 'as of' : 'live,'} ${new Date(status.at).toLocaleTimeString()}`}
      </footer>
    </>
  );
}
