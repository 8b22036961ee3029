import { createReadStream } from 'node:fs';
import path from 'node:path';
import { runIds } from './run-store';
import { SUMMARY_FILE } from './run-summary';

/** How long each test case took in earlier runs: the median, in milliseconds, by id. */
export type EarlierDurations = ReadonlyMap<string, number>;

/** What a test case of `summaryText` says of itself, one key a line. */
const FIELD = /^ {6}"(id|outcome|duration_ms)": (.+?),?$/gm;
const RUNS = 10;

/**
 * Looks at the newest runs of an experiment. Only test cases that came to a verdict count. Never rejects: what cannot be
 * read is no history. Large summaries are read piece by piece, so that nobody has to wait for it.
 * @param experimentDir the folder of all its runs; @param before only runs that are older than this one.
 */
export async function earlierDurations(experimentDir: string, before?: string): Promise<EarlierDurations> {
  const ids = (await runIds(experimentDir)).filter((name) => before === undefined || name < before).sort().reverse();
  const all = new Map<string, number[]>();
  let found = 0;
  for (const id of ids) {
    if (found === RUNS) break;
    if (await readDurations(path.join(experimentDir, id, SUMMARY_FILE), all)) found += 1;
  }
  return medians(all);
}

/** The same of these runs alone. */
export async function durationsIn(experimentDir: string, ids: readonly string[]): Promise<EarlierDurations> {
  const all = new Map<string, number[]>();
  for (const id of ids) await readDurations(path.join(experimentDir, id, SUMMARY_FILE), all);
  return medians(all);
}

const medians = (all: ReadonlyMap<string, readonly number[]>): EarlierDurations => new Map([...all].map(([id, durations]) => [id, median(durations)]));

/** False when there is no summary. */
async function readDurations(file: string, into: Map<string, number[]>): Promise<boolean> {
  let rest = '';
  let [id, outcome]: [unknown, unknown] = [undefined, undefined];
  try {
    for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 256 * 1024 })) {
      const text = rest + String(chunk);
      const end = text.lastIndexOf('\n') + 1;
      rest = text.slice(end);
      for (const [, key, value = ''] of text.slice(0, end).matchAll(FIELD)) {
        const given: unknown = JSON.parse(value);
        if (key === 'id') id = given;
        else if (key === 'outcome') outcome = given;
        else if (typeof id === 'string' && typeof given === 'number' && (outcome === 'passed' || outcome === 'failed')) into.set(id, [...into.get(id) ?? [], given]);
      }
    }
    return true;
  } catch {
    return id !== undefined;
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
