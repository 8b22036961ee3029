import { open } from 'node:fs/promises';
import { JournalParser, type JournalNote } from './journal-parser';
import { journalChunks } from './read-journal';
import type { RunState } from './run-state';
import { SharingReducer, type Snapshot } from './snapshots';

/** A snapshot, and where the journal goes on after it. */
interface Mark {
  readonly snapshot: Snapshot;
  readonly offset: number;
}

/**
 * Shows a finished journal's run as it was after any of its events. The events stay on disk: in memory is a snapshot
 * every some thousand events, and they share what did not change between them.
 */
export class TimeTravel {
  private constructor(
    private readonly file: string,
    private readonly marks: readonly Mark[],
    /** Byte after the last one that was read. */
    private readonly size: number,
    /** `seq` of the last event. */
    readonly lastSeq: number,
    /** What could not be used, and why. */
    readonly notes: readonly JournalNote[],
    /** The file does not end with a finished line. */
    readonly torn: boolean,
  ) {}

  /**
   * Reads the journal once.
   * @param options.every events between two snapshots; a jump reads at most so many again. Default 2000.
   * @throws Error when the file cannot be read.
   */
  static async open(file: string, options: { readonly every?: number } = {}): Promise<TimeTravel> {
    const every = options.every ?? 2000;
    const reducer = new SharingReducer();
    const marks: Mark[] = [{ snapshot: reducer.snapshot(), offset: 0 }];
    const notes: JournalNote[] = [];
    let since = 0;
    let size = 0;
    const parser: JournalParser = new JournalParser({
      onEvent: (event) => {
        const problem = reducer.apply(event);
        if (problem !== undefined) notes.push({ line: parser.line, message: problem });
        since += 1;
        // The plan of a large run is a line that no jump should have to read again.
        if (since < every && event.type !== 'experiment.started') return;
        since = 0;
        marks.push({ snapshot: reducer.snapshot(), offset: parser.offset });
      },
      onNote: (note) => { notes.push(note); },
    });
    for await (const chunk of journalChunks(file)) {
      size += chunk.length;
      parser.push(chunk);
    }
    const torn = parser.end();
    return new TimeTravel(file, marks, size, reducer.seq, notes, torn);
  }

  /**
   * The state after the last event whose `seq` is not above the given one.
   * @throws Error when the file can no longer be read.
   */
  async stateAt(seq: number): Promise<RunState> {
    const at = lastNotAfter(this.marks, seq);
    const mark = this.marks[at];
    if (mark === undefined) return new SharingReducer().state();
    const reducer = new SharingReducer(mark.snapshot);
    if (seq <= reducer.seq) return reducer.state();
    const parser = new JournalParser({
      onEvent: (event) => { if (event.seq <= seq) reducer.apply(event); },
      onNote: () => undefined,
    }, { offset: mark.offset, after: reducer.seq });
    parser.push(await this.#bytes(mark.offset, this.marks[at + 1]?.offset ?? this.size));
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
