import { BUILT_IN_TYPES, payloadProblem, type ExperimentEvent } from '../events';

const SCHEMA = 1;
const NEWLINE = 0x0a;
/** Larger texts get memory of their own from the system, which costs more than all the decoding. */
const DECODED_BYTES = 64 * 1024;
/** The plan of ten thousand test cases takes as long to be parsed as to be taken in: not both at a stretch. */
const LONG_LINE = 1024 * 1024;

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

  /** @param chunk may be written to again afterwards. */
  push(chunk: Buffer): void {
    for (const pause of this.pushBySteps(chunk)) void pause;
  }

  /** The same, with pauses where others may have their turn; all steps must be taken before the next chunk. @param chunk stays as it is until then. */
  * pushBySteps(chunk: Buffer): Generator<void, void> {
    const end = chunk.lastIndexOf(NEWLINE);
    if (end < 0) {
      if (chunk.length > 0) this.#pending.push(Buffer.from(chunk));
      this.#pushed += chunk.length;
      return;
    }
    const whole = chunk.subarray(0, end);
    const begun = this.#pending.reduce((sum, { length }) => sum + length, 0);
    this.#begin(begun === 0 ? whole : Buffer.concat([...this.#pending, whole]), this.#pushed - begun);
    this.#pushed += chunk.length;
    this.#pending = end + 1 < chunk.length ? [Buffer.from(chunk.subarray(end + 1))] : [];
    for (let from = 0; from <= this.#batch.length;) from = yield* this.#takeLines(from);
  }

  /** Some lines of the batch from this byte on; returns the byte after them. A line's end is never part of a character: whole lines can be decoded by themselves. */
  * #takeLines(from: number): Generator<void, number> {
    const most = from + DECODED_BYTES;
    let end = this.#batch.length <= most ? this.#batch.length : this.#batch.lastIndexOf(NEWLINE, most);
    if (end < from) end = this.#batch.indexOf(NEWLINE, most);
    if (end < 0) end = this.#batch.length;
    const text = this.#batch.toString('utf8', from, end);
    if (end - from > LONG_LINE) {
      // Alone, as it is longer than what is decoded at a time.
      const event = this.#next(text);
      yield;
      this.#take(event, false);
      this.#batchLine += 1;
    } else this.#takeText(text);
    return end + 1;
  }

  /** Apart from the pauses: a loop that may pause is slower. */
  #takeText(text: string): void {
    for (const line of text.split('\n')) {
      this.#take(this.#next(line), false);
      this.#batchLine += 1;
    }
  }

  /** No byte follows. @returns whether the last line was unfinished. */
  end(): boolean {
    if (this.#pending.length === 0) return false;
    const rest = Buffer.concat(this.#pending);
    this.#pending = [];
    this.#begin(rest, this.#pushed - rest.length);
    this.#take(this.#next(rest.toString('utf8')), true);
    return true;
  }

  #begin(batch: Buffer, start: number): void {
    this.#batch = batch;
    this.#batchStart = start;
    this.#batchLine = this.#measured = this.#measuredTo = 0;
  }

  /** @param event as it was parsed. */
  #take(event: ExperimentEvent | string | undefined, last: boolean): void {
    if (event === undefined) return;
    if (typeof event === 'string') this.#note(last ? `unfinished last line: ${event}` : event);
    else if (event.seq <= this.#seq) this.#note(`expected an event after seq ${this.#seq}, found seq ${event.seq}`);
    else {
      if (event.seq > this.#seq + 1) this.#note(`expected seq ${this.#seq + 1}, found seq ${event.seq}`);
      this.#seq = event.seq;
      if (event.seq > this.#known) this.listener.onEvent(event);
    }
  }

  #next(text: string): ExperimentEvent | string | undefined {
    this.#line += 1;
    return this.#parse(text);
  }

  /** A text says why it is no event; undefined: an empty line. */
  #parse(text: string): ExperimentEvent | string | undefined {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return text.trim() === '' ? undefined : 'expected one JSON object';
    }
    if (isEvent(value)) return payloadProblem(withKnownType(value)) ?? value;
    const problem = envelopeProblem(value);
    if (problem !== undefined) return `expected an event, found ${problem}`;
    const { schema } = value as { readonly schema: number };
    if (schema > SCHEMA) return `expected schema ${SCHEMA}, found schema ${schema}`;
    if (!this.#olderTold) this.#note(`written by the older schema ${schema}: what it does not say is missing`);
    this.#olderTold = true;
    const event = value as ExperimentEvent;
    return payloadProblem(event) ?? event;
  }

  #note(message: string): void {
    // Of what is known already nothing is said twice.
    if (this.#seq >= this.#known) this.listener.onNote({ line: this.#line, message });
  }
}

/** Says what keeps a value from being an event of whatever schema; undefined when nothing does. */
function envelopeProblem(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return kindOf(value);
  const { schema, seq, time, type, ...rest } = value as { readonly [key: string]: unknown };
  const problems = [
    typeof schema === 'number' ? '' : `schema: ${kindOf(schema)} instead of a number`,
    isCount(seq) ? '' : `seq: ${kindOf(seq)} instead of a whole number above 0`,
    typeof time === 'string' ? '' : `time: ${kindOf(time)} instead of a text`,
    typeof type === 'string' && type !== '' ? '' : `type: ${kindOf(type)} instead of a text`,
    isOptionalCount(rest['cause']) ? '' : `cause: ${kindOf(rest['cause'])} instead of a whole number above 0`,
    ...['run', 'test', 'service', 'plugin'].map((key) => (isOptionalText(rest[key]) ? '' : `${key}: ${kindOf(rest[key])} instead of a text`)),
  ].filter((problem) => problem !== '');
  return problems.length === 0 ? undefined : problems.join('; ');
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return value === '' ? 'an empty text' : typeof value === 'string' ? 'a text' : String(value);
}

/** What `envelopeProblem` asks for, of this schema, at the speed that a million lines need. */
function isEvent(value: unknown): value is ExperimentEvent {
  if (typeof value !== 'object' || value === null) return false;
  const { schema, seq, time, type, run, test, service, plugin, cause } = value as { readonly [key: string]: unknown };
  return schema === SCHEMA && isCount(seq) && typeof time === 'string' && typeof type === 'string' && type !== ''
    && isOptionalText(run) && isOptionalText(test) && isOptionalText(service) && isOptionalText(plugin) && isOptionalCount(cause);
}

/** Of a type that is a text of its own in each event every later comparison would have to look at each letter. */
const KNOWN_TYPES: ReadonlyMap<string, ExperimentEvent['type']> = new Map(BUILT_IN_TYPES.map((type) => [type, type]));

function withKnownType(event: ExperimentEvent): ExperimentEvent {
  const type = KNOWN_TYPES.get(event.type);
  if (type !== undefined) (event as { type: string }).type = type;
  return event;
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0;
const isOptionalCount = (value: unknown): boolean => value === undefined || isCount(value);
const isOptionalText = (value: unknown): boolean => value === undefined || typeof value === 'string';
