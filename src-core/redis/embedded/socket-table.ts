import type { Socket } from 'node:net';

/** Descriptors of this table start here; lower ones are WASI's files. Fixed by the WASM build. */
const FIRST_FD = 4096;
const READABLE = 1;
const WRITABLE = 2;
/** Over this many unsent bytes a client counts as not writable, so the server keeps the rest in its own buffers. */
const UNSENT_LIMIT = 8 * 1024 * 1024;
/** A closed client gets this long to take its last replies. */
const LINGER_MS = 2000;

/** Where the bytes of one connection go: a TCP client, or the host's own connection. */
export interface Outlet {
  write(bytes: Buffer): void;
  /** Bytes handed over and not yet sent. */
  unsent(): number;
  close(): void;
}

interface Connection {
  outlet: Outlet;
  chunks: Buffer[];
  /** Bytes of `chunks[0]` already read. */
  offset: number;
  ended: boolean;
}

/** The `host` functions the WASM server imports, in the shape of its sockets interface. */
export interface HostImports {
  socket(): number;
  listen(fd: number): number;
  accept(listenFd: number): number;
  read(fd: number, pointer: number, length: number): number;
  write(fd: number, pointer: number, length: number): number;
  close(fd: number): void;
  poll(interest: number, count: number, fired: number, max: number): number;
}

/** The embedded server's descriptors: one listener and its connections, over which it believes to have sockets. */
export class SocketTable {
  readonly imports: HostImports;
  /** Bytes received that the server has not read yet. */
  waitingBytes = 0;
  /** Connections the server has not accepted yet. */
  readonly unaccepted: number[] = [];
  private nextFd = FIRST_FD;
  private listener = -1;
  private readonly connections = new Map<number, Connection>();
  private view: Buffer = Buffer.alloc(0);

  /** @param memory the WASM memory's buffer as of now (it is replaced when the memory grows) */
  constructor(private readonly memory: () => ArrayBuffer) {
    this.imports = {
      socket: () => this.nextFd++,
      listen: (fd) => {
        this.listener = fd;
        return 0;
      },
      accept: () => this.unaccepted.shift() ?? -1,
      read: (fd, pointer, length) => this.read(fd, pointer, length),
      write: (fd, pointer, length) => this.write(fd, pointer, length),
      close: (fd) => this.close(fd),
      poll: (interest, count, fired, max) => this.poll(interest, count, fired, max),
    };
  }

  /** Adds a connection for the server to accept; returns its descriptor. */
  add(outlet: Outlet): number {
    const fd = this.nextFd++;
    this.connections.set(fd, { outlet, chunks: [], offset: 0, ended: false });
    this.unaccepted.push(fd);
    return fd;
  }

  /** Hands received bytes to the server; those of a closed descriptor are dropped. */
  receive(fd: number, bytes: Buffer): void {
    const connection = this.connections.get(fd);
    if (!connection) return;
    connection.chunks.push(bytes);
    this.waitingBytes += bytes.length;
  }

  /** The peer sends no more: the server reads an end once it has read what came before. */
  end(fd: number): void {
    const connection = this.connections.get(fd);
    if (connection) connection.ended = true;
  }

  private bytes(): Buffer {
    const buffer = this.memory();
    if (this.view.buffer !== buffer) this.view = Buffer.from(buffer);
    return this.view;
  }

  private read(fd: number, pointer: number, length: number): number {
    const connection = this.connections.get(fd);
    if (!connection) return -1;
    const { chunks } = connection;
    if (chunks.length === 0) return connection.ended ? 0 : -1;
    const memory = this.bytes();
    let done = 0;
    while (done < length) {
      const head = chunks[0];
      if (!head) break;
      const count = Math.min(head.length - connection.offset, length - done);
      head.copy(memory, pointer + done, connection.offset, connection.offset + count);
      done += count;
      connection.offset += count;
      if (connection.offset === head.length) {
        chunks.shift();
        connection.offset = 0;
      }
    }
    this.waitingBytes -= done;
    return done;
  }

  private write(fd: number, pointer: number, length: number): number {
    const connection = this.connections.get(fd);
    if (!connection) return -1;
    // -1 reads as "would block": the server waits for the descriptor to become writable.
    if (connection.outlet.unsent() > UNSENT_LIMIT) return -1;
    // A copy, because the server reuses its buffer as soon as this returns.
    connection.outlet.write(Buffer.from(this.bytes().subarray(pointer, pointer + length)));
    return length;
  }

  private close(fd: number): void {
    const connection = this.connections.get(fd);
    if (!connection) return;
    this.connections.delete(fd);
    for (const chunk of connection.chunks) this.waitingBytes -= chunk.length;
    this.waitingBytes += connection.offset;
    connection.outlet.close();
  }

  private poll(interest: number, count: number, fired: number, max: number): number {
    const memory = this.bytes();
    let found = 0;
    for (let index = 0; index < count && found < max; index++) {
      const fd = memory.readInt32LE(interest + index * 8);
      const ready = this.readiness(fd) & memory.readInt32LE(interest + index * 8 + 4);
      if (ready === 0) continue;
      memory.writeInt32LE(fd, fired + found * 8);
      memory.writeInt32LE(ready, fired + found * 8 + 4);
      found++;
    }
    return found;
  }

  private readiness(fd: number): number {
    if (fd === this.listener) return this.unaccepted.length > 0 ? READABLE : 0;
    const connection = this.connections.get(fd);
    if (!connection) return 0;
    const readable = connection.chunks.length > 0 || connection.ended ? READABLE : 0;
    return readable | (connection.outlet.unsent() > UNSENT_LIMIT ? 0 : WRITABLE);
  }
}

/** The outlet of a TCP client. Closing lets replies already written reach it first. */
export function socketOutlet(socket: Socket): Outlet {
  return {
    write: (bytes) => {
      if (!socket.destroyed) socket.write(bytes);
    },
    unsent: () => socket.writableLength,
    close: () => {
      socket.setTimeout(LINGER_MS, () => socket.destroy());
      socket.destroySoon();
    },
  };
}
