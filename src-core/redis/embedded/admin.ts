import type { Bridge } from './bridge';

interface Waiting {
  resolve(reply: string): void;
  reject(error: Error): void;
}

/** The host's own connection to the embedded server, for settings and snapshots: one line or bulk string a reply. */
export class AdminConnection {
  private readonly send: (bytes: Buffer) => void;
  private readonly waiting: Waiting[] = [];
  private received: Buffer = Buffer.alloc(0);

  constructor(bridge: Bridge) {
    this.send = bridge.connect((bytes) => this.receive(bytes));
  }

  /** Runs a command whose reply is a status, an error, an integer or a bulk string; an error reply rejects. */
  command(...args: string[]): Promise<string> {
    const parts = args.map((arg) => `$${Buffer.byteLength(arg)}\r\n${arg}\r\n`);
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.send(Buffer.from(`*${args.length}\r\n${parts.join('')}`));
    });
  }

  /** Rejects what is still waiting: the server has ended. */
  fail(error: Error): void {
    for (const one of this.waiting.splice(0)) one.reject(error);
  }

  private receive(bytes: Buffer): void {
    this.received = Buffer.concat([this.received, bytes]);
    while (this.takeReply()) {}
  }

  private takeReply(): boolean {
    const lineEnd = this.received.indexOf('\r\n');
    if (lineEnd < 0) return false;
    const kind = this.received.toString('latin1', 0, 1);
    const line = this.received.toString('utf8', 1, lineEnd);
    let text = line;
    let used = lineEnd + 2;
    if (kind === '$') {
      const length = Math.max(Number(line), 0);
      if (this.received.length < used + length + 2) return false;
      text = this.received.toString('utf8', used, used + length);
      used += length + 2;
    }
    this.received = this.received.subarray(used);
    const first = this.waiting.shift();
    if (kind === '-') first?.reject(new Error(text));
    else first?.resolve(text);
    return true;
  }
}
