import type { JobView } from '../../../../src-core/protocol/http';
import { escapeValue } from '../../../../src-core/conversation/templates/templates';
import { go, href } from '../../../routing/routes';
import { composeNext } from '../../sockets/compose/draft';
import { messageText } from '../../sockets/compose/messages/message-templates';

/** Opens the WebSocket client with the frame that submits a job like this one. */
export function cloneToClient(job: JobView): void {
  composeNext('client', { kind: 'json', text: cloneText(job) });
  go(href(['sockets'], { role: 'client' }));
}

/** The `submit_job` of a job: its type, payload and options; an id of its own is left to the gateway. */
export function cloneText(job: JobView): string {
  const { type, payload, queue, priority, attempts, timeoutMs, requires, labels } = job;
  // What looks like a variable in a payload is none.
  const copy = escapeValue({
    type,
    payload: payload ?? null,
    queue,
    priority,
    attempts,
    timeoutMs,
    ...(requires && { requires }),
    ...(labels && { labels }),
  });
  return messageText({ type: 'submit_job', ref: '{{$counter}}', job: copy });
}
