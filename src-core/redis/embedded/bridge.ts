import { openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { WASI } from 'node:wasi';
import { SocketTable, socketOutlet } from './socket-table';

/** The server's own timers (expiry, blocked clients' timeouts) run when it is stepped: at least this often. */
const TICK_MS = 50;

interface ServerExports {
  memory: WebAssembly.Memory;
  rk_boot(port: number): void;
  rk_step(): void;
}

/**
 * Runs Valkey, compiled to WebAssembly, in this process: its sockets are a table of ours fed from `node:net`, its
 * files lie in `dataDir`. It is single-threaded and never waits: each `step` handles what has arrived and returns.
 */
export class Bridge {
  private readonly table: SocketTable;
  private readonly listener: Server;
  private readonly sockets = new Set<Socket>();
  /** Bytes received from TCP clients so far. */
  received = 0;
  private readonly early: Socket[] = [];
  private opened = false;
  private exports!: ServerExports;
  private timer: NodeJS.Timeout | undefined;
  private scheduled = false;

  /** @param onFatal the server ended itself (SHUTDOWN, a trap): nothing answers any more */
  private constructor(private readonly onFatal: (cause: unknown) => void) {
    this.table = new SocketTable(() => this.exports.memory.buffer as ArrayBuffer);
    this.listener = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, (socket) => {
      this.sockets.add(socket);
      if (this.opened) this.accept(socket);
      else this.early.push(socket);
    });
  }

  /**
   * Boots the server and loads its snapshot. It listens on 127.0.0.1:`port` (0 picks a free one), but hears TCP
   * clients only after `open`, so that a password can be set first.
   */
  static async boot(options: {
    wasmPath: string;
    dataDir: string;
    port: number;
    onFatal: (cause: unknown) => void;
  }): Promise<Bridge> {
    const bridge = new Bridge(options.onFatal);
    await bridge.listen(options.port);
    const log = openSync(join(options.dataDir, 'valkey.log'), 'w');
    const wasi = new WASI({
      version: 'preview1',
      args: ['valkey-server'],
      preopens: { '/': options.dataDir },
      stdout: log,
      stderr: log,
    });
    // The interpreter's longjmp is an exception with this tag; the host has to bring it.
    const tag = (WebAssembly as unknown as { Tag: new (type: { parameters: string[] }) => unknown }).Tag;
    const { instance } = await WebAssembly.instantiate(await readFile(options.wasmPath), {
      wasi_snapshot_preview1: wasi.wasiImport,
      host: bridge.table.imports as unknown as WebAssembly.ModuleImports,
      env: { __c_longjmp: new tag({ parameters: ['i32'] }) as WebAssembly.ImportValue },
    });
    bridge.exports = instance.exports as unknown as ServerExports;
    wasi.initialize(instance);
    bridge.exports.rk_boot(bridge.port);
    bridge.timer = setInterval(() => bridge.step(), TICK_MS);
    return bridge;
  }

  /** The TCP port it listens on. */
  get port(): number {
    const address = this.listener.address();
    if (address === null || typeof address === 'string')
      throw new Error('The embedded Redis is not listening');
    return address.port;
  }

  /** Lets TCP clients in, those that came since `boot` first. */
  open(): void {
    this.opened = true;
    for (const socket of this.early.splice(0)) this.accept(socket);
  }

  /** A connection from this process that takes no TCP. `receive` gets the server's bytes. */
  connect(receive: (bytes: Buffer) => void): (bytes: Buffer) => void {
    const fd = this.table.add({ write: receive, unsent: () => 0, close: () => {} });
    return (bytes) => {
      this.table.receive(fd, bytes);
      this.schedule();
    };
  }

  /** Takes no more clients, drops those there are and stops the server's timers. */
  close(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.listener.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.listener.once('error', reject);
      this.listener.listen(port, '127.0.0.1', resolve);
    });
  }

  private accept(socket: Socket): void {
    const fd = this.table.add(socketOutlet(socket));
    socket.on('data', (bytes) => {
      this.received += bytes.length;
      this.table.receive(fd, bytes);
      this.schedule();
    });
    const end = () => {
      this.table.end(fd);
      this.schedule();
    };
    socket.on('end', end);
    socket.on('drain', () => this.schedule());
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.sockets.delete(socket);
      end();
    });
    socket.resume();
    this.schedule();
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.step();
    });
  }

  private step(): void {
    if (this.timer === undefined) return;
    try {
      // One step handles a bounded share: go on while it makes progress, then once more so that replies leave.
      let before: number;
      do {
        before = this.table.waitingBytes + this.table.unaccepted.length;
        this.exports.rk_step();
      } while (before > 0 && this.table.waitingBytes + this.table.unaccepted.length < before);
      this.exports.rk_step();
    } catch (cause) {
      this.close();
      this.onFatal(cause);
    }
  }
}
