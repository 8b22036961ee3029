import type { LogTarget } from '../observers';
import type { CommandContext } from './context';
import { colorsFor } from './reporters/style';

/** Writes a run's log to standard error, past what reporters draw: all lines of one turn of the event loop at once. */
export class ConsoleLog implements LogTarget {
  readonly level = 'info';
  readonly style: LogTarget['style'];
  #lines: string[] = [];

  /** @param notice writes to standard error. */
  constructor({ env, err }: Pick<CommandContext, 'env' | 'err'>, private readonly notice: (text: string) => void) {
    this.style = colorsFor(err.isTerminal, env).isColorSupported ? 'coloured' : 'full';
  }

  write(_level: string, text: string): void {
    this.#lines.push(text);
    if (this.#lines.length === 1) setImmediate(() => this.flush());
  }

  flush(): void {
    if (this.#lines.length > 0) this.notice(this.#lines.splice(0).join('\n'));
  }
}
