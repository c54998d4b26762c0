import type { Screen } from './io';

const redrawMs = 200;

/** One line at the bottom of a terminal that is drawn over and over. Draws nothing where there is no terminal. */
export class StatusLine {
  readonly #screen: Screen;
  readonly #text: () => string;
  #timer: NodeJS.Timeout | null = null;

  /** @param text the line as of now, without colours: it is cut at the screen's edge */
  constructor(screen: Screen, text: () => string) {
    this.#screen = screen;
    this.#text = text;
  }

  show(): void {
    if (!this.#screen.isTTY) return;
    this.#draw();
    this.#timer ??= setInterval(() => this.#draw(), redrawMs);
  }

  /** Takes the line away, until `show`. */
  hide(): void {
    if (!this.#timer) return;
    clearInterval(this.#timer);
    this.#timer = null;
    this.#screen.write('\r\u001b[K');
  }

  #draw(): void {
    const line = Array.from(this.#text())
      .slice(0, this.#screen.columns - 1)
      .join('');
    this.#screen.write(`\r\u001b[K${line}`);
  }
}
