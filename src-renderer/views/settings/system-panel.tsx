import type { ReactNode } from 'react';
import type { SystemInfo } from '../../../src-core/protocol/console';
import { Panel } from '../../components/panel';
import { Ago } from '../../components/times';
import { jobsHref } from '../../routing/routes';
import styles from './settings.module.css';

const loopback = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

/** What runs: Redis, the gateway, this version. */
export function SystemPanel({ system }: { system: SystemInfo }) {
  const { redis, host, port, dataDir } = system;
  const separator = dataDir.includes('\\') ? '\\' : '/';
  return (
    <Panel title="This system" question="What runs here?">
      <dl className={styles.facts}>
        <Fact name="Redis">
          {redis.engine}
          <Note>{redis.ours ? 'started by Signalbox' : 'configured, not started by Signalbox'}</Note>
        </Fact>
        <Fact name="Redis address">
          <code>{redis.address}</code>
        </Fact>
        {redis.dataDir !== null && (
          <Fact name="Jobs are kept in">
            <code>{redis.dataDir}</code>
          </Fact>
        )}
        <Fact name="Gateway listens on">
          <code>{host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`}</code>
          <Note>
            {loopback.test(host) ? 'reached from this machine alone' : 'reached from other machines'}
          </Note>
        </Fact>
        <Fact name="Runs">{system.mode === 'serve' ? 'gateway and workers' : 'gateway alone'}</Fact>
        <Fact name="Data folder">
          <code>{dataDir}</code>
          <Note>
            tokens are in <code>{`${dataDir}${separator}gateway.json`}</code>
          </Note>
        </Fact>
        <Fact name="Default queue">
          <a href={jobsHref({ queue: system.defaultQueue })}>{system.defaultQueue}</a>
        </Fact>
        {system.models.length > 0 && <Fact name="Models">{system.models.join(', ')}</Fact>}
        <Fact name="Version">
          {system.version}
          <Note>
            Node {system.node.replace(/^v/, '')} on {system.platform}, started <Ago at={system.startedAt} />
          </Note>
        </Fact>
      </dl>
    </Panel>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Note({ children }: { children: ReactNode }) {
  return <span className={styles.note}>{children}</span>;
}
