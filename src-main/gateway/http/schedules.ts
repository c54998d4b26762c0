import type { FastifyInstance, FastifyRequest } from 'fastify';
import { SignalboxError } from '../../../src-core/protocol/errors';
import {
  schedulesQuerySchema,
  previewScheduleBodySchema,
  putScheduleBodySchema,
  type ScheduleView,
  scheduleNameSchema,
} from '../../../src-core/protocol/schedules';
import { Schedules } from '../../../src-core/schedules/schedules';
import type { GatewayContext } from '../context';
import { within } from '../deadline';
import { check } from './body';

/** One schedule that a request is about. */
interface Asked {
  schedules: Schedules;
  name: string;
  ticks: number | undefined;
}

/** Schedules: seeing, making, steering them. For admins only. */
export function scheduleRoutes(app: FastifyInstance, context: GatewayContext): void {
  const { options, limits, log } = context;
  const asked = (request: FastifyRequest) => readAsked(request, context);
  const changed = ({ schedules, name }: Asked, what: string) => {
    log.info({ queue: schedules.queue.name, schedule: name }, what);
    options.onScheduleChange?.(schedules.queue.name);
  };

  app.get('/schedules', async (request) => {
    const { queue, ticks } = check(schedulesQuerySchema, request.query, 'The query');
    return { schedules: await within(listed(context, queue, ticks), limits.requestMs) };
  });

  app.post('/schedules/preview', async (request) => {
    const { schedule, count } = check(previewScheduleBodySchema, request.body, 'The body');
    const schedules = new Schedules(context.door.open(options.defaultQueue));
    return { nextTicks: await within(schedules.preview(schedule, count), limits.requestMs) };
  });

  app.get('/schedules/:name', (request) => {
    const { schedules, name, ticks } = asked(request);
    return within(schedules.get(name, ticks), limits.requestMs);
  });

  app.get('/schedules/:name/ticks', async (request) => {
    const { schedules, name } = asked(request);
    return { ticks: await within(schedules.ticks(name), limits.requestMs) };
  });

  app.put('/schedules/:name', async (request) => {
    const one = asked(request);
    const { schedule, version } = check(putScheduleBodySchema, request.body, 'The body');
    if (schedule.name !== one.name)
      throw new SignalboxError('INVALID_MESSAGE', 'The body: schedule.name is not the name in the address');
    const view = await within(one.schedules.put(schedule, version, one.ticks), limits.requestMs);
    changed(one, 'a schedule is written');
    return view;
  });

  app.delete('/schedules/:name', async (request) => {
    const one = asked(request);
    await within(one.schedules.remove(one.name), limits.requestMs);
    changed(one, 'a schedule is removed');
    return { removed: one.name };
  });

  for (const action of ['pause', 'resume'] as const) {
    app.post(`/schedules/:name/${action}`, async (request) => {
      const one = asked(request);
      const view = one.schedules.setPaused(one.name, action === 'pause', one.ticks);
      await within(view, limits.requestMs);
      changed(one, `a schedule is ${action}d`);
      return await view;
    });
  }

  app.post('/schedules/:name/run', async (request, reply) => {
    const one = asked(request);
    const record = await within(one.schedules.run(one.name), limits.requestMs);
    changed(one, 'a schedule is run by hand');
    return reply.code(202).send(record);
  });
}

function readAsked(request: FastifyRequest, { options, door }: GatewayContext): Asked {
  const { queue, ticks } = check(schedulesQuerySchema, request.query, 'The query');
  const name = check(scheduleNameSchema, (request.params as { name: string }).name, 'The name');
  return { schedules: new Schedules(door.open(queue ?? options.defaultQueue)), name, ticks };
}

async function listed(
  { options, door }: GatewayContext,
  queue: string | undefined,
  ticks?: number,
): Promise<ScheduleView[]> {
  const of = (name: string) => new Schedules(door.open(name));
  const names = queue === undefined ? await of(options.defaultQueue).queues() : [queue];
  return (await Promise.all(names.map((name) => of(name).list(ticks)))).flat();
}
