import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { FastifyInstance } from 'fastify';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { GatewayContext } from '../context';
import type { Summary } from '../stats-cache';

/** `GET /metrics` in Prometheus' text form. Queue numbers are read at a scrape, not before. */
export function metricsRoute(app: FastifyInstance, context: GatewayContext): void {
  const registry = new Registry();
  measureRequests(app, registry);
  measureProcess(app, registry);
  const queues = queueGauges(registry);
  const sockets = socketGauges(registry);

  app.get('/metrics', async (_request, reply) => {
    // A scrape during an outage still tells of the process, and that Redis is away.
    const summary = await context.stats.fresh().catch(() => null);
    queues(summary);
    sockets(context);
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}

function measureRequests(app: FastifyInstance, registry: Registry): void {
  const durations = new Histogram({
    name: 'signalbox_http_request_duration_seconds',
    help: 'Time from a request to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30, 90],
    registers: [registry],
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    const labels = { method: request.method, route, status: String(reply.statusCode) };
    durations.observe(labels, reply.elapsedTime / 1000);
  });
}

function measureProcess(app: FastifyInstance, registry: Registry): void {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  app.addHook('onClose', async () => {
    delay.disable();
  });
  new Gauge({
    name: 'signalbox_event_loop_lag_seconds',
    help: 'Event loop delay since the last scrape',
    labelNames: ['quantile'],
    registers: [registry],
    collect() {
      for (const quantile of [50, 99]) {
        this.set({ quantile: String(quantile / 100) }, delay.percentile(quantile) / 1e9);
      }
      delay.reset();
    },
  });
  new Gauge({
    name: 'signalbox_process_resident_memory_bytes',
    help: 'Resident memory of the gateway process',
    registers: [registry],
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
}

function queueGauges(registry: Registry): (summary: Summary | null) => void {
  const registers = [registry];
  const up = new Gauge({ name: 'signalbox_redis_up', help: '1 when Redis answered this scrape', registers });
  const depth = new Gauge({
    name: 'signalbox_queue_jobs',
    help: 'Jobs by state',
    labelNames: ['queue', 'state'],
    registers,
  });
  const oldest = new Gauge({
    name: 'signalbox_queue_oldest_wait_seconds',
    help: 'Age of the job that has waited longest',
    labelNames: ['queue'],
    registers,
  });
  const totals = new Counter({
    name: 'signalbox_jobs_total',
    help: 'What happened to jobs and attempts since the queue began',
    labelNames: ['queue', 'event'],
    registers,
  });
  const workers = new Gauge({
    name: 'signalbox_workers',
    help: 'Workers by state',
    labelNames: ['state'],
    registers,
  });
  return (summary) => {
    up.set(summary ? 1 : 0);
    for (const metric of [depth, oldest, totals, workers]) metric.reset();
    for (const queue of summary?.queues ?? []) {
      for (const [state, jobs] of Object.entries(queue.counts)) depth.set({ queue: queue.name, state }, jobs);
      for (const [event, times] of Object.entries(queue.totals))
        totals.inc({ queue: queue.name, event }, times);
      oldest.set({ queue: queue.name }, (queue.oldestWaitMs ?? 0) / 1000);
    }
    if (!summary) return;
    const { running, draining, lost } = summary.workers;
    for (const [state, count] of Object.entries({ running, draining, lost })) workers.set({ state }, count);
  };
}

function socketGauges(registry: Registry): (context: GatewayContext) => void {
  const registers = [registry];
  const connections = new Gauge({ name: 'signalbox_ws_connections', help: 'Open sockets', registers });
  const watches = new Gauge({
    name: 'signalbox_ws_watched_jobs',
    help: 'Unfinished jobs watched by sockets',
    registers,
  });
  const streams = new Gauge({ name: 'signalbox_sse_streams', help: 'Open SSE answers', registers });
  const frames = new Counter({
    name: 'signalbox_ws_frames_total',
    help: 'Frames received and sent',
    labelNames: ['direction'],
    registers,
  });
  const closed = new Counter({
    name: 'signalbox_ws_closed_total',
    help: 'Sockets closed, by code',
    labelNames: ['code'],
    registers,
  });
  return ({ sockets, streams: open }) => {
    connections.set(sockets.size);
    watches.set(sockets.watchedJobs);
    streams.set(open.count);
    frames.reset();
    frames.inc({ direction: 'received' }, sockets.traffic.received);
    frames.inc({ direction: 'sent' }, sockets.traffic.sent);
    closed.reset();
    for (const [code, count] of sockets.traffic.closed) closed.inc({ code: String(code) }, count);
  };
}
