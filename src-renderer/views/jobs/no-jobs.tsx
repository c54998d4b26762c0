import { Button } from '@mantine/core';
import { useState } from 'react';
import { systemSchema } from '../../../src-core/protocol/console';
import { EmptyState } from '../../components/empty-state';
import { notify } from '../../components/notify';
import { api } from '../../connection/api';
import { asApiError } from '../../connection/api-error';
import { go, href, type JobFilter, jobHref } from '../../routing/routes';
import { submitJob } from '../trace/head/acts';
import { filterText, isFiltered } from './filters/job-filter';

interface NoJobsProps {
  filter: JobFilter;
  /** A search was ended before it had looked at all of them. */
  stopped: boolean;
  onClear(): void;
}

/** The same from a terminal. */
function command(queue: string | undefined): string {
  const named = queue === undefined ? '' : ` --queue ${queue}`;
  return `npx signalbox submit echo${named} --payload '{"hello":"world"}'`;
}

/** Nothing is listed: why, and what to do about it. */
export function NoJobs({ filter, stopped, onClear }: NoJobsProps) {
  if (isFiltered(filter))
    return (
      <EmptyState
        title={stopped ? 'Nothing was found before the search was stopped' : `No jobs: ${filterText(filter)}`}
        text="Finished jobs are kept for a while only: as long as their keepMs says, and the newest 10,000 of a queue at most."
        actions={
          <Button variant="default" onClick={onClear}>
            Clear the filters
          </Button>
        }
      />
    );
  return (
    <EmptyState
      title={filter.queue === undefined ? 'There are no jobs yet' : `Queue ${filter.queue} has no jobs`}
      text={
        <>
          <p>
            A job is a type and a payload; a worker that has a handler for the type runs it. Send one here, or
            type
          </p>
          <code>{command(filter.queue)}</code>
        </>
      }
      actions={
        <>
          <SendOne queue={filter.queue} />
          <Button
            component="a"
            variant="default"
            href={href(['sockets'], { role: 'client', message: 'submit_job', queue: filter.queue })}
          >
            Send one by hand
          </Button>
        </>
      }
    />
  );
}

/** Submits an `echo` job, which every worker can run, and shows it. */
function SendOne({ queue }: { queue: string | undefined }) {
  const [sending, setSending] = useState(false);
  const send = async () => {
    setSending(true);
    try {
      const to = queue ?? (await api.get('/system', systemSchema)).defaultQueue;
      go(jobHref(to, await submitJob({ type: 'echo', payload: { hello: 'world' }, queue: to })));
    } catch (error) {
      notify.failure({ title: 'It was not submitted', text: asApiError(error).message });
      setSending(false);
    }
  };
  return (
    <Button onClick={send} loading={sending}>
      Send an echo job
    </Button>
  );
}
