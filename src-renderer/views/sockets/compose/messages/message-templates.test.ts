import { describe, expect, it } from 'vitest';
import { createScope } from '../../../../../src-core/conversation/templates/scope';
import { expandMessage } from '../../../../../src-core/conversation/templates/expand-message';
import { clientFrameSchema } from '../../../../../src-core/protocol/client-frames';
import { socketRoles } from '../../../../../src-core/protocol/connection-spec';
import { monitorFrameSchema } from '../../../../../src-core/protocol/monitor-frames';
import { workerFrameSchema } from '../../../../../src-core/protocol/worker-frames';
import { checkMessage } from '../schema/check-message';
import { assistanceFor } from '../schema/schema.fixture';
import { messageTemplate, messageTemplates } from './message-templates';

const schemas = { client: clientFrameSchema, worker: workerFrameSchema, monitor: monitorFrameSchema };
const scope = createScope({ jobId: '2hulxogwla1', fence: 1795279579369, resumeToken: 'eyJ.a.b' });
const described = {
  client: assistanceFor('client').schemas,
  worker: assistanceFor('worker').schemas,
  monitor: assistanceFor('monitor').schemas,
};
const all = socketRoles.flatMap((role) => messageTemplates(role).map((template) => ({ role, ...template })));

describe('message templates', () => {
  it.each(all)('$type of a $role is taken by the gateway once it is filled in', ({ role, text }) => {
    expect(schemas[role].safeParse(JSON.parse(expandMessage(text, scope))).error?.issues ?? []).toEqual([]);
  });

  it.each(all)('$type of a $role has no marks in the composer', ({ role, text }) => {
    expect(checkMessage(text, described[role])).toEqual([]);
  });

  it.each(socketRoles)('there is one for each message of a %s', (role) => {
    const types = schemas[role].options.map(({ shape }) => shape.type.value).sort();
    expect(
      messageTemplates(role)
        .map(({ type }) => type)
        .sort(),
    ).toEqual(types);
  });

  it('fills fields otherwise when asked, and knows what it has not', () => {
    const filled = messageTemplate('client', 'cancel_job', { jobId: 'a' });
    expect(JSON.parse(filled?.text ?? '')).toMatchObject({
      type: 'cancel_job',
      jobId: 'a',
      cause: 'by hand',
    });
    expect(messageTemplate('client', 'assignment_ack')).toBeNull();
    expect(messageTemplate('client', 'toString')).toBeNull();
  });
});
