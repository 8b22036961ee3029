import { spawn } from 'node:child_process';

/** What a start of Node takes on a quiet machine of today. */
const NODE_START_MS = 40;
const STARTS = 5;

/** How many times slower this machine is now than a quiet one, at least 1: limits in milliseconds hold for a quiet one. */
export async function slowness(): Promise<number> {
  const times: number[] = [];
  while (times.length < STARTS) {
    const before = performance.now();
    await new Promise((resolve) => { spawn(process.execPath, ['-e', ''], { stdio: 'ignore' }).on('close', resolve); });
    times.push(performance.now() - before);
  }
  const median = times.sort((a, b) => a - b)[Math.floor(STARTS / 2)] ?? NODE_START_MS;
  return Math.max(1, median / NODE_START_MS);
}
