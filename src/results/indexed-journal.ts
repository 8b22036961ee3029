import { open, type FileHandle } from 'node:fs/promises';
import { EventEmitter } from 'eventemitter3';
import type { ExperimentEvent } from '../events';
import { EventIndex } from './event-index';
import { JournalFollower, type JournalFollowEnd, type JournalFollowOptions } from './follow-journal';
import { JournalParser, type JournalNote } from './journal-parser';
import type { RunHead } from './run-events';
import type { RunState } from './run-state';
import { TimeTravel } from './time-travel';

/** Neighbours are read together, but no more bytes than this at a time. */
const READ_BYTES = 1024 * 1024;

/**
 * A journal of any length, of a run that has ended or goes on, whose events can be read by position, and whose run can
 * be seen as it was after any of them. `grew` is emitted when there is more; the last time when nothing more comes.
 */
export class IndexedJournal extends EventEmitter<{ grew: [] }> {
  readonly index = new EventIndex();
  readonly #travel: TimeTravel;
  readonly #notes: JournalNote[] = [];
  #ended: JournalFollowEnd | undefined;
  #error: Error | undefined;
  readonly #follower: JournalFollower;

  constructor(readonly file: string, options: JournalFollowOptions = {}) {
    super();
    this.#travel = new TimeTravel(file);
    this.#follower = new JournalFollower(file, options);
    this.#follower.on('event', (event) => this.#add(event));
    this.#follower.on('note', (note) => { this.#notes.push(note); });
    this.#follower.ended.then((end) => { this.#ended = end; }, (error: unknown) => { this.#error = error instanceof Error ? error : new Error(String(error)); })
      .finally(() => this.emit('grew'));
  }

  /** The run as it is known now, without its test cases; its `seq` may lag behind. */
  get head(): RunHead {
    return this.#travel.head;
  }

  /** What could not be used, and why. */
  get notes(): readonly JournalNote[] {
    return this.#notes;
  }

  /** Why nothing more comes; undefined while the journal is being read or may still grow. */
  get ended(): JournalFollowEnd | undefined {
    return this.#ended;
  }

  /** Why it cannot be read any further. */
  get error(): Error | undefined {
    return this.#error;
  }

  /** Resolves when nothing more comes, whatever the reason. */
  async settled(): Promise<void> {
    await this.#follower.ended.catch(() => undefined);
  }

  /** The events at these positions, which ascend; what can no longer be read is left out. @throws Error when the file cannot be opened. */
  async read(positions: readonly number[]): Promise<ReadonlyMap<number, ExperimentEvent>> {
    const found = new Map<number, ExperimentEvent>();
    const file = await open(this.file, 'r');
    try {
      for (let at = 0; at < positions.length;) {
        const group = this.#together(positions, at);
        at += group.length;
        await this.#readGroup(file, group, found);
      }
    } finally {
      await file.close();
    }
    return found;
  }

  /** The run's state after the last event whose `seq` is not above the given one. @throws Error when the file can no longer be read. */
  stateAt(seq: number): Promise<RunState> {
    return this.#travel.stateAt(seq);
  }

  close(): Promise<void> {
    return this.#follower.close();
  }

  #add(event: ExperimentEvent): void {
    const end = this.#follower.offset;
    this.index.add(event, end);
    const problem = this.#travel.add(event, end);
    if (problem !== undefined) this.#notes.push({ line: this.#follower.line, message: problem });
    this.emit('grew');
  }

  /** The positions from `at` on that lie side by side. */
  #together(positions: readonly number[], at: number): readonly number[] {
    const first = positions[at] ?? 0;
    const start = this.index.bytes(first).from;
    let count = 1;
    while (positions[at + count] === first + count && this.index.bytes(first + count).to - start <= READ_BYTES) count += 1;
    return positions.slice(at, at + count);
  }

  async #readGroup(file: FileHandle, group: readonly number[], found: Map<number, ExperimentEvent>): Promise<void> {
    const [first = 0] = group;
    const { from } = this.index.bytes(first);
    const length = this.index.bytes(first + group.length - 1).to - from;
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, from);
    const bySeq = new Map(group.map((position) => [this.index.seq(position), position]));
    const parser = new JournalParser({
      onEvent: (event) => {
        const position = bySeq.get(event.seq);
        if (position !== undefined) found.set(position, event);
      },
      onNote: () => undefined,
    }, { offset: from, after: this.index.seq(first) - 1 });
    parser.push(buffer.subarray(0, bytesRead));
    parser.end();
  }
}
