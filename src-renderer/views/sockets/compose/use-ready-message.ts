import { useEffect } from 'react';
import { type SocketRole, socketRoleSchema } from '../../../../src-core/protocol/connection-spec';
import { go, href, useRoute } from '../../../routing/routes';
import { composeNext } from './draft';
import { messageTemplate } from './messages/message-templates';

/**
 * `#/sockets?role=client&message=submit_job`: the template of a message goes into the composer of that role.
 * @param shown the role of the connection that is shown, for an address that does not say, or no longer
 */
export function useReadyMessage(shown: SocketRole | null): void {
  const { params, path } = useRoute();
  const type = params.get('message');
  const role = socketRoleSchema.safeParse(params.get('role')).data ?? shown;
  const queue = params.get('queue');
  useEffect(() => {
    if (type === null || role === null) return;
    const changed = queue === null ? {} : { job: { type: 'echo', payload: { hello: 'world' }, queue } };
    const template = messageTemplate(role, type, type === 'submit_job' ? changed : {});
    if (template) composeNext(role, { text: template.text });
    // Once: coming back must not undo what was written since. The address may be another by now.
    const now = Object.fromEntries(new URLSearchParams(location.hash.split('?')[1]));
    const { message: _done, queue: _queue, ...others } = now;
    go(href(path, others), { replace: true });
  }, [type, role, queue, path]);
}
