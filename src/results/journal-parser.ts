import * as z from 'zod';
import type { ExperimentEvent } from '../events';

const SCHEMA = 1;
const NEWLINE = 0x0a;

export interface JournalNote {
  /** Counts from 1. */
  readonly line: number;
  readonly message: string;
}

export interface JournalListener {
  onEvent(event: ExperimentEvent): void;
  /** What could not be used, or is odd, and why. */
  onNote(note: JournalNote): void;
}

const envelope = z.looseObject({
  schema: z.number(), seq: z.int().positive(), time: z.string(), type: z.string().min(1),
  run: z.string().optional(), test: z.string().optional(), service: z.string().optional(),
});

/** Turns a journal's bytes into events, however they are cut; never throws for their content. */
export class JournalParser {
  /** The parts of the line that has no end yet. */
  #pending: Uint8Array[] = [];
  #line = 0;
  #seq: number;
  readonly #known: number;
  #olderTold = false;
  #batch: Buffer = Buffer.alloc(0);
  #batchStart = 0;
  #batchLine = 0;
  /** Lines of the batch whose ends have been looked for, and the byte after the last of them. */
  #measured = 0;
  #measuredTo = 0;
  #pushed: number;

  /**
   * @param options.after events up to this `seq` are known already and left out without a word.
   * @param options.offset byte of the file at which the first chunk begins; default 0.
   */
  constructor(private readonly listener: JournalListener, options: { readonly after?: number; readonly offset?: number } = {}) {
    this.#known = options.after ?? 0;
    this.#seq = options.offset === undefined ? 0 : this.#known;
    this.#pushed = options.offset ?? 0;
  }

  /** Lines told so far. */
  get line(): number {
    return this.#line;
  }

  /** Byte of the file after the line that is being told. */
  get offset(): number {
    for (; this.#measured <= this.#batchLine; this.#measured += 1) {
      const at = this.#batch.indexOf(NEWLINE, this.#measuredTo);
      this.#measuredTo = (at < 0 ? this.#batch.length : at) + 1;
    }
    return this.#batchStart + this.#measuredTo;
  }

  /** @param chunk kept until its last line has its end: not to be written to again. */
  push(chunk: Buffer): void {
    const end = chunk.lastIndexOf(NEWLINE);
    if (end < 0) {
      if (chunk.length > 0) this.#pending.push(chunk);
      this.#pushed += chunk.length;
      return;
    }
    const whole = chunk.subarray(0, end);
    const begun = this.#pending.reduce((sum, { length }) => sum + length, 0);
    this.#begin(begun === 0 ? whole : Buffer.concat([...this.#pending, whole]), this.#pushed - begun);
    this.#pushed += chunk.length;
    this.#pending = end + 1 < chunk.length ? [chunk.subarray(end + 1)] : [];
    // A line's end is never part of a character: what is whole lines can be decoded by itself.
    const lines = this.#batch.toString('utf8').split('\n');
    for (let at = 0; at < lines.length; at += 1) {
      this.#batchLine = at;
      this.#take(lines[at] ?? '', false);
    }
  }

  /** No byte follows. @returns whether the last line was unfinished. */
  end(): boolean {
    if (this.#pending.length === 0) return false;
    const rest = Buffer.concat(this.#pending);
    this.#pending = [];
    this.#begin(rest, this.#pushed - rest.length);
    this.#take(rest.toString('utf8'), true);
    return true;
  }

  #begin(batch: Buffer, start: number): void {
    this.#batch = batch;
    this.#batchStart = start;
    this.#batchLine = this.#measured = this.#measuredTo = 0;
  }

  #take(text: string, last: boolean): void {
    this.#line += 1;
    const event = this.#parse(text);
    if (event === undefined) return;
    if (typeof event === 'string') this.#note(last ? `unfinished last line: ${event}` : event);
    else if (event.seq <= this.#seq) this.#note(`expected an event after seq ${this.#seq}, found seq ${event.seq}`);
    else {
      if (event.seq > this.#seq + 1) this.#note(`expected seq ${this.#seq + 1}, found seq ${event.seq}`);
      this.#seq = event.seq;
      if (event.seq > this.#known) this.listener.onEvent(event);
    }
  }

  /** A text says why it is no event; undefined: an empty line. */
  #parse(text: string): ExperimentEvent | string | undefined {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return text.trim() === '' ? undefined : 'expected one JSON object';
    }
    if (isEvent(value)) return value;
    const checked = envelope.safeParse(value);
    if (!checked.success) return `expected an event, found ${checked.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}`;
    if (checked.data.schema > SCHEMA) return `expected schema ${SCHEMA}, found schema ${checked.data.schema}`;
    if (!this.#olderTold) this.#note(`written by the older schema ${checked.data.schema}: what it does not say is missing`);
    this.#olderTold = true;
    return value as ExperimentEvent;
  }

  #note(message: string): void {
    // Of what is known already nothing is said twice.
    if (this.#seq >= this.#known) this.listener.onNote({ line: this.#line, message });
  }
}

/** What `envelope` asks for, at the speed that a million lines need. */
function isEvent(value: unknown): value is ExperimentEvent {
  if (typeof value !== 'object' || value === null) return false;
  const { schema, seq, time, type, run, test, service } = value as { readonly [key: string]: unknown };
  return schema === SCHEMA && Number.isSafeInteger(seq) && (seq as number) > 0 && typeof time === 'string' && typeof type === 'string' && type !== ''
    && isOptionalText(run) && isOptionalText(test) && isOptionalText(service);
}

const isOptionalText = (value: unknown): boolean => value === undefined || typeof value === 'string';
