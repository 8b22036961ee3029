import * as vscode from 'vscode';
import type { LogLevel } from '../../config';
import type { LogTarget } from '../../observers';

const FLUSH_MS = 250;
/** Each call costs the editor half a millisecond: above this many the levels are written into the lines. */
const MANY_CALLS = 200;

const LEVELS: { readonly [level in LogLevel]: vscode.LogLevel } = { trace: 1, debug: 2, info: 3, warn: 4, error: 5 };
const LABELS: { readonly [level in LogLevel]: string } = { trace: 'trace', debug: 'debug', info: 'info', warn: 'warning', error: 'error' };

interface Line { readonly level: LogLevel; readonly text: string }

/** Writes the lines of a run's life into the output channel, joined: one call a flush and level. */
export class LogBuffer implements vscode.Disposable {
  readonly channel = vscode.window.createOutputChannel('Experiments', { log: true });
  /** Where the log of a run goes. */
  readonly target: LogTarget = { level: 'trace', style: 'bare', admits: (level) => this.shows(level), write: (level, text) => this.add(level, text) };
  #lines: Line[] = [];
  #timer: NodeJS.Timeout | undefined;
  #last = -Infinity;

  /** Whether lines of this level are written at all. */
  shows(level: LogLevel): boolean {
    const { logLevel } = this.channel;
    return logLevel !== vscode.LogLevel.Off && LEVELS[level] >= logLevel;
  }

  add(level: LogLevel, text: string): void {
    if (!this.shows(level)) return;
    this.#lines.push({ level, text });
    this.#timer ??= setTimeout(() => this.flush(), Math.max(0, this.#last + FLUSH_MS - performance.now()));
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#last = performance.now();
    const lines = this.#lines;
    this.#lines = [];
    const blocks = blocksOf(lines);
    if (blocks.length > MANY_CALLS) this.channel.info(joined(lines));
    else for (const block of blocks) this.channel[block[0]?.level ?? 'info'](joined(block));
  }

  dispose(): void {
    this.flush();
    this.channel.dispose();
  }
}

/** Neighbours of the same level together. */
function blocksOf(lines: readonly Line[]): readonly (readonly Line[])[] {
  const blocks: Line[][] = [];
  for (const line of lines) {
    const block = blocks.at(-1);
    if (block?.[0]?.level === line.level) block.push(line);
    else blocks.push([line]);
  }
  return blocks;
}

/** The channel puts time and level before the first line only; the others get them here, in the same form. */
function joined(lines: readonly Line[]): string {
  const now = stamp(new Date());
  return lines.map(({ level, text }, index) => (index === 0 ? text : `${now} [${LABELS[level]}] ${text}`)).join('\n');
}

const two = (value: number): string => String(value).padStart(2, '0');
const stamp = (date: Date): string =>
  `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`;
