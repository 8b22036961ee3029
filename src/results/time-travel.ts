import { open } from 'node:fs/promises';
import type { ExperimentEvent } from '../events';
import { JournalParser, type JournalNote } from './journal-parser';
import { journalChunks } from './read-journal';
import type { RunHead } from './run-events';
import type { RunState } from './run-state';
import { SharingReducer, type Snapshot } from './snapshots';

/** A snapshot, and where the journal goes on after it. */
interface Mark {
  readonly snapshot: Snapshot;
  readonly offset: number;
}

/**
 * Shows a journal's run as it was after any of its events. The events stay on disk: in memory is a snapshot every some
 * thousand events, and they share what did not change between them.
 */
export class TimeTravel {
  readonly #reducer = new SharingReducer();
  readonly #marks: Mark[] = [{ snapshot: this.#reducer.snapshot(), offset: 0 }];
  readonly #every: number;
  #notes: readonly JournalNote[] = [];
  #torn = false;
  #since = 0;
  /** Byte after the last event. */
  #end = 0;

  /**
   * Of a journal that somebody else reads; see `add`.
   * @param options.every events between two snapshots; a jump reads at most so many again. Default 2000.
   */
  constructor(private readonly file: string, options: { readonly every?: number } = {}) {
    this.#every = options.every ?? 2000;
  }

  /** Reads the journal once. @throws Error when the file cannot be read. */
  static async open(file: string, options: { readonly every?: number } = {}): Promise<TimeTravel> {
    const travel = new TimeTravel(file, options);
    const notes: JournalNote[] = [];
    const parser: JournalParser = new JournalParser({
      onEvent: (event) => {
        const problem = travel.add(event, parser.offset);
        if (problem !== undefined) notes.push({ line: parser.line, message: problem });
      },
      onNote: (note) => { notes.push(note); },
    });
    for await (const chunk of journalChunks(file)) parser.push(chunk);
    travel.#torn = parser.end();
    travel.#notes = notes;
    return travel;
  }

  /** `seq` of the last event. */
  get lastSeq(): number {
    return this.#reducer.seq;
  }

  /** The run after the last event, without its test cases; its `seq` may lag behind. */
  get head(): RunHead {
    return this.#reducer.head;
  }

  /** What could not be used, and why. */
  get notes(): readonly JournalNote[] {
    return this.#notes;
  }

  /** The file does not end with a finished line. */
  get torn(): boolean {
    return this.#torn;
  }

  /**
   * Takes the next event of the journal.
   * @param end byte of the file after its line.
   * @returns why the event could not be applied; the states leave it out then.
   */
  add(event: ExperimentEvent, end: number): string | undefined {
    const problem = this.#reducer.apply(event);
    this.#end = end;
    this.#since += 1;
    // The plan of a large run is a line that no jump should have to read again.
    if (this.#since >= this.#every || event.type === 'experiment.started') {
      this.#since = 0;
      this.#marks.push({ snapshot: this.#reducer.snapshot(), offset: end });
    }
    return problem;
  }

  /**
   * The state after the last event whose `seq` is not above the given one.
   * @throws Error when the file can no longer be read.
   */
  async stateAt(seq: number): Promise<RunState> {
    const at = lastNotAfter(this.#marks, seq);
    const mark = this.#marks[at];
    if (mark === undefined) return new SharingReducer().state();
    const reducer = new SharingReducer(mark.snapshot);
    if (seq <= reducer.seq) return reducer.state();
    const parser = new JournalParser({
      onEvent: (event) => { if (event.seq <= seq) reducer.apply(event); },
      onNote: () => undefined,
    }, { offset: mark.offset, after: reducer.seq });
    parser.push(await this.#bytes(mark.offset, this.#marks[at + 1]?.offset ?? this.#end));
    parser.end();
    return reducer.state();
  }

  async #bytes(from: number, to: number): Promise<Buffer> {
    const handle = await open(this.file, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(to - from), 0, to - from, from);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  }
}

function lastNotAfter(marks: readonly Mark[], seq: number): number {
  let low = 0;
  let high = marks.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((marks[middle]?.snapshot.head.seq ?? 0) <= seq) low = middle;
    else high = middle - 1;
  }
  return low;
}
