import { Button } from '@mantine/core';
import { FileSearch, X } from 'lucide-react';
import { formatCount, formatDateTime } from '../components/format';
import { closeBundle } from '../connection/session';
import { href, jobHref } from '../routing/routes';
import { useBundle } from '../stores/bundle';
import styles from './bundle.module.css';

/** Says that what is shown is not live, while an incident bundle is open. */
export function BundleBanner() {
  const bundle = useBundle((state) => state.bundle);
  if (!bundle) return null;
  const { madeAt, system, trace, masked, leftOut, redisServer } = bundle;
  const { queue, id } = trace.job;
  const more = [
    `Made ${formatDateTime(Date.parse(madeAt))} by Signalbox ${system.version} on ${system.platform}, Node ${system.node}, ${redisServer}.`,
    `Secrets are hidden in ${formatCount(masked)} places.`,
    ...leftOut.map((what) => `Left out: ${what}.`),
  ];
  return (
    <section className={styles.banner} aria-label="Incident bundle">
      <FileSearch size={14} aria-hidden="true" />
      <p title={more.join('\n')}>
        <strong>Offline: from a bundle</strong> of job <a href={jobHref(queue, id)}>{id}</a>, made{' '}
        {formatDateTime(Date.parse(madeAt))} by Signalbox {system.version} with {redisServer}
      </p>
      <a href={href(['bundle'])}>Log, settings, versions</a>
      <Button
        size="compact-xs"
        variant="default"
        leftSection={<X size={12} />}
        onClick={() => void closeBundle()}
      >
        Close
      </Button>
    </section>
  );
}
