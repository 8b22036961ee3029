import { open } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { SUMMARY_FILE } from './run-summary';

const HEAD_BYTES = 64 * 1024;
/** Where `summaryText` begins the one part that grows with the run. */
const TESTS = ',\n  "tests": [';

const count = z.int().nonnegative();
const summaryHead = z.object({
  schema: z.literal(1), run: z.string(), experiment: z.string(), file: z.string(), dir: z.string(),
  started: z.string().optional(), finished: z.string().optional(), duration_ms: z.number(),
  outcome: z.enum(['passed', 'failed', 'error', 'cancelled', 'interrupted']),
  counts: z.object({ total: count, flaky: count, passed: count, failed: count, error: count, skipped: count, cancelled: count, interrupted: count }),
  shard: z.object({ index: z.int().positive(), of: z.int().positive(), cases: z.array(count).readonly(), division: z.string() }).optional(),
  variables: z.record(z.string(), z.string()).readonly().optional(),
});

/** What a run's summary says of the run as a whole. */
export type SummaryHead = Readonly<z.infer<typeof summaryHead>>;

/** The head of the `run.json` in a run's folder, without reading its test cases where that can be helped; undefined when there is none, or none that can be understood. */
export async function storedSummary(runDir: string): Promise<SummaryHead | undefined> {
  try {
    return summaryHead.parse(JSON.parse(await headText(path.join(runDir, SUMMARY_FILE))));
  } catch {
    return undefined;
  }
}

async function headText(file: string): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const text = buffer.toString('utf8', 0, bytesRead);
    const end = text.indexOf(TESTS);
    return end < 0 ? await handle.readFile('utf8') : `${text.slice(0, end)}\n}`;
  } finally {
    await handle.close();
  }
}
