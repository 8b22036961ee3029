import { createReadStream } from 'node:fs';
import * as z from 'zod';
import type { ExperimentEvent } from '../events';

export interface JournalNote {
  /** Counts from 1. */
  readonly line: number;
  readonly message: string;
}

export interface JournalRead {
  readonly events: readonly ExperimentEvent[];
  /** What could not be used, and why. */
  readonly notes: readonly JournalNote[];
  /** The file does not end with a finished line. */
  readonly torn: boolean;
}

const envelope = z.looseObject({
  schema: z.number(), seq: z.int().positive(), time: z.string(), type: z.string().min(1),
  run: z.string().optional(), test: z.string().optional(), service: z.string().optional(),
});

/** Reads a journal to its end without ever throwing for its content: what is not an event is noted and left out. */
export async function readJournal(file: string): Promise<JournalRead> {
  const events: ExperimentEvent[] = [];
  const notes: JournalNote[] = [];
  let line = 0;
  let seq = 0;
  let rest = '';
  const take = (text: string, last: boolean): void => {
    line += 1;
    if (text.trim() === '') return;
    const event = parse(text);
    if (typeof event === 'string') notes.push({ line, message: last ? `unfinished last line: ${event}` : event });
    else if (event.seq <= seq) notes.push({ line, message: `expected an event after seq ${seq}, found seq ${event.seq}` });
    else {
      if (event.seq > seq + 1) notes.push({ line, message: `expected seq ${seq + 1}, found seq ${event.seq}` });
      seq = event.seq;
      events.push(event);
    }
  };
  try {
    for await (const chunk of createReadStream(file, { encoding: 'utf8' }) as AsyncIterable<string>) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const text of lines) take(text, false);
    }
  } catch (error) {
    notes.push({ line, message: `cannot be read: ${error instanceof Error ? error.message : String(error)}` });
  }
  const torn = rest !== '';
  if (torn) take(rest, true);
  return { events, notes, torn };
}

function parse(text: string): ExperimentEvent | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'expected one JSON object';
  }
  const checked = envelope.safeParse(value);
  if (!checked.success) return `expected an event, found ${checked.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}`;
  if (checked.data.schema !== 1) return `expected schema 1, found schema ${checked.data.schema}`;
  return value as ExperimentEvent;
}
