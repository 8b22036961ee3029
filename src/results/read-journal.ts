import { open } from 'node:fs/promises';
import { messageOf, type ExperimentEvent } from '../events';
import { JournalParser, type JournalListener, type JournalNote } from './journal-parser';

export interface JournalRead {
  readonly events: readonly ExperimentEvent[];
  /** What could not be used, and why. */
  readonly notes: readonly JournalNote[];
  /** The file does not end with a finished line. */
  readonly torn: boolean;
}

const CHUNK_BYTES = 256 * 1024;

/** Reads a journal to its end without ever throwing for its content: what is not an event is noted and left out. */
export async function readJournal(file: string): Promise<JournalRead> {
  const events: ExperimentEvent[] = [];
  const notes: JournalNote[] = [];
  let line = 0;
  let torn = false;
  const listener: JournalListener = { onEvent: (event) => { events.push(event); }, onNote: (note) => { notes.push(note); } };
  try {
    const parser = new JournalParser(listener);
    for await (const chunk of journalChunks(file)) {
      parser.push(chunk);
      line = parser.line;
    }
    torn = parser.end();
  } catch (error) {
    notes.push({ line, message: `cannot be read: ${messageOf(error)}` });
  }
  return { events, notes, torn };
}

/**
 * The events of a journal, as many at a time as one read brings, so that a long one never is in memory as a whole.
 * @throws Error when the file cannot be read.
 */
export async function* journalEvents(file: string, onNote: (note: JournalNote) => void): AsyncGenerator<readonly ExperimentEvent[], void> {
  let batch: ExperimentEvent[] = [];
  const parser = new JournalParser({ onEvent: (event) => { batch.push(event); }, onNote });
  for await (const chunk of journalChunks(file)) {
    parser.push(chunk);
    if (batch.length > 0) yield batch;
    batch = [];
  }
  parser.end();
  if (batch.length > 0) yield batch;
}

/** The bytes of a journal from its start; each chunk is written to again once the next is asked for. @throws Error when the file cannot be read. */
export async function* journalChunks(file: string): AsyncGenerator<Buffer, void> {
  const handle = await open(file, 'r');
  try {
    const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES, null);
      if (bytesRead === 0) return;
      yield chunk.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
