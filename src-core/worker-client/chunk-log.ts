/** Bytes of JSON that may wait for the gateway's answer before a job must pause. */
const windowBytes = 262_144;

interface Entry {
  seq: number;
  text: string;
}

/** The chunks of one attempt that the gateway has not answered. They are sent again when the link was lost. */
export class ChunkLog {
  #unanswered: Entry[] = [];
  #bytes = 0;
  #roomWanted: (() => void)[] = [];
  #emptied: () => void = () => undefined;
  #over = false;

  /** `send` hands a text to the link; nothing comes of it while there is none. */
  constructor(private readonly send: (text: string) => void) {}

  /** Resolves when there is room for the next. */
  push(seq: number, text: string): Promise<void> {
    this.#unanswered.push({ seq, text });
    this.#bytes += text.length;
    this.send(text);
    if (this.#bytes <= windowBytes) return Promise.resolve();
    return new Promise((room) => {
      this.#roomWanted.push(room);
    });
  }

  /** The gateway has the chunks up to `seq`. */
  answered(seq: number): void {
    while (this.#unanswered[0] && this.#unanswered[0].seq <= seq) {
      this.#bytes -= this.#unanswered.shift()?.text.length ?? 0;
    }
    if (this.#bytes <= windowBytes) this.#giveRoom();
    if (this.#unanswered.length === 0) this.#emptied();
  }

  /** Whether this is the oldest chunk without an answer: those after one that was refused are refused for the gap alone. */
  isNext(seq: number): boolean {
    return this.#unanswered[0]?.seq === seq;
  }

  /** Resolves when every chunk was answered, or nobody wants them any more. */
  empty(): Promise<void> {
    if (this.#over || this.#unanswered.length === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#emptied = resolve;
    });
  }

  /** Sends what was not answered again, in order. */
  resend(): void {
    for (const { text } of this.#unanswered) this.send(text);
  }

  /** Nobody wants these chunks any more. */
  end(): void {
    this.#over = true;
    this.#unanswered = [];
    this.#giveRoom();
    this.#emptied();
  }

  #giveRoom(): void {
    for (const room of this.#roomWanted.splice(0)) room();
  }
}
