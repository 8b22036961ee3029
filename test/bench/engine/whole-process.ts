import { spawn } from 'node:child_process';
import type { Row } from '../measure';

/** One way to do the same work, as a process of its own. */
export interface ProcessContender {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly cwd?: string;
  readonly env?: { readonly [name: string]: string };
  /** How many pieces of work it is given; default: as many as all. A slow one gets fewer. */
  readonly items?: number;
  /** It takes part in the first round alone: nobody doubts its place. */
  readonly once?: true;
  /** How many pieces of work it did, by what it printed; they are compared. */
  readonly done: (stdout: string) => number | Promise<number>;
}

/** Runs the contenders in turn, several rounds, and compares their fastest: whatever else the machine does only adds. */
export async function compareProcesses(group: string, items: number, contenders: readonly ProcessContender[], rounds = 3): Promise<Row[]> {
  const best = contenders.map(() => Infinity);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, contender] of contenders.entries()) {
      if (contender.once === true && round > 0) continue;
      const { ms, stdout, stderr } = await timed(contender);
      const done = await contender.done(stdout);
      const wanted = contender.items ?? items;
      if (done !== wanted) throw new Error(`${group}: ${contender.name} did ${done} of ${wanted}:\n${stdout.slice(-2000)}${stderr.slice(-2000)}`);
      best[index] = Math.min(best[index] ?? Infinity, ms / wanted);
    }
  }
  const [first = NaN] = best;
  return contenders.map(({ name }, index) => {
    const ms = best[index] ?? NaN;
    return { group, name, ns_per_item: ms * 1e6, ratio: first / ms };
  });
}

async function timed({ command: [program, ...args], cwd, env }: ProcessContender): Promise<{ readonly ms: number; readonly stdout: string; readonly stderr: string }> {
  const began = performance.now();
  const child = spawn(program, args, { ...(cwd === undefined ? {} : { cwd }), env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) child[stream].setEncoding('utf8').on('data', (text: string) => (texts[stream] += text));
  await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { ms: performance.now() - began, ...texts };
}
