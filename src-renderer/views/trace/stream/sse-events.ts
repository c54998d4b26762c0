/** One Server-Sent Event. */
export interface SseEvent {
  /** `message` when the sender gave none. */
  name: string;
  data: string;
}

/** Puts the lines of an event stream together. Comments and ids are left out. */
export class SseReader {
  #name = 'message';
  #data: string[] = [];

  /** Takes a line; answers the event it ends, else null. */
  line(line: string): SseEvent | null {
    if (line === '') return this.#end();
    const [field = '', ...rest] = line.split(':');
    const value = rest.join(':').replace(/^ /, '');
    if (field === 'event') this.#name = value;
    if (field === 'data') this.#data.push(value);
    return null;
  }

  #end(): SseEvent | null {
    const event = { name: this.#name, data: this.#data.join('\n') };
    const empty = this.#data.length === 0;
    this.#name = 'message';
    this.#data = [];
    return empty ? null : event;
  }
}
