import type { Duplex } from 'node:stream';
import { EventEmitter } from 'eventemitter3';

interface LineEvents {
  /** Any JSON value: what it means is for whoever hears it to judge. */
  message: [unknown];
  /** A line that is no JSON; nothing is heard after it. */
  garbage: [string];
  /** Nothing can be said or heard any more. */
  closed: [];
}

/** What the largest request, with its command and environment, stays far below, in characters. */
const LONGEST_LINE = 64 * 1024 * 1024;

/**
 * Messages between two processes, each a line of JSON. Node's own channel throws out of its event loop, past all handlers, where a line is
 * none, which would end the host.
 */
export class MessageLines extends EventEmitter<LineEvents> {
  #unfinished = '';
  #open = true;

  constructor(private readonly stream: Duplex) {
    super();
    stream.setEncoding('utf8').on('data', (text: string) => this.#hear(text));
    // Its close follows, and tells it.
    stream.on('error', () => undefined);
    stream.once('close', () => {
      this.#open = false;
      this.emit('closed');
    });
  }

  get open(): boolean {
    return this.#open;
  }

  /** @param sent called when it has left, or never can */
  send(message: object, sent?: () => void): void {
    if (this.stream.writable) this.stream.write(`${JSON.stringify(message)}\n`, () => sent?.());
    else sent?.();
  }

  #hear(text: string): void {
    const [first = '', ...others] = text.split('\n');
    this.#unfinished += first;
    for (const next of others) {
      if (!this.#tell(this.#unfinished)) return;
      this.#unfinished = next;
    }
    if (this.#unfinished.length > LONGEST_LINE) this.#give(this.#unfinished);
  }

  #tell(line: string): boolean {
    let message: unknown;
    try {
      message = JSON.parse(line);
    } catch {
      this.#give(line);
      return false;
    }
    this.emit('message', message);
    return true;
  }

  #give(garbage: string): void {
    this.#unfinished = '';
    this.stream.removeAllListeners('data').destroy();
    this.emit('garbage', garbage);
  }
}
