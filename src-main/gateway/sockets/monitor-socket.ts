import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import { assertNever } from '../../../src-core/protocol/assert-never';
import { closeCodes } from '../../../src-core/protocol/limits';
import {
  type MonitorFrame,
  monitorFrameSchema,
  type MonitorServerFrame,
} from '../../../src-core/protocol/monitor-frames';
import type { GatewayContext } from '../context';
import type { MonitorHub, Watcher } from '../monitor/hub';
import type { Principal } from '../tokens';
import { FrameSocket } from './frame-socket';
import { welcome } from './welcome';

/** Serves one socket of `/ws/monitor`: it subscribes to topics and gets what the hub makes of them. */
export function serveMonitorSocket(ws: WebSocket, who: Principal, context: GatewayContext): void {
  // Its own frames are not recorded: telling them would record more.
  new FrameSocket<MonitorFrame>(ws, who, { ...context, tap: null }, (socket) => {
    const monitor = new MonitorSocket(socket, context.hub, context.limits.monitorStallMs);
    return {
      schema: monitorFrameSchema,
      receive: (frame) => monitor.receive(frame),
      // It leaves nothing unfinished.
      load: () => 0,
      inUse: () => monitor.watches,
      closed: () => context.hub.watch(monitor, []),
    };
  }).send(welcome(randomUUID(), who, context));
}

class MonitorSocket implements Watcher {
  watches = false;
  /** Since when it could not take a frame; null = it keeps up. */
  #stalledAt: number | null = null;

  constructor(
    private readonly socket: FrameSocket<MonitorFrame>,
    private readonly hub: MonitorHub,
    private readonly stallMs: number,
  ) {}

  receive(frame: MonitorFrame): void {
    const mark = frame.ref === undefined ? {} : { ref: frame.ref };
    switch (frame.type) {
      case 'subscribe':
        this.watches = frame.topics.length > 0;
        if (frame.ref !== undefined) this.#send({ type: 'ok', ...mark });
        this.hub.watch(this, frame.topics);
        return;
      case 'ping':
        return this.#send({ type: 'pong', ...mark, at: Date.now() });
      default:
        return assertNever(frame);
    }
  }

  /** A reader that is behind does without frames and gets newer ones; one that stays behind is closed. */
  take(text: string): void {
    if (this.socket.sendText(text, 'event', undefined, true)) {
      this.#stalledAt = null;
      return;
    }
    const now = performance.now();
    this.#stalledAt ??= now;
    if (now - this.#stalledAt >= this.stallMs)
      this.socket.close(closeCodes.overCapacity, 'too slow a reader');
  }

  #send(frame: MonitorServerFrame): void {
    this.socket.send(frame);
  }
}
