import path from 'node:path';
import type { ProcessContender } from './whole-process';

interface OurRun {
  readonly file: string;
  readonly out: string;
  readonly args?: readonly string[];
  /** Options of the Node that it runs in. */
  readonly node?: readonly string[];
}

/** A whole run by the command line, with journal, logs and reports. */
export function observer({ file, out, args = [], node = [] }: OurRun): ProcessContender {
  return {
    name: 'Experiment Observer',
    command: [process.execPath, ...node, path.resolve('dist/cli.js'), 'run', file, '--output', path.join(out, 'runs'), '--reporter', 'plain', ...args],
    done: (text) => Number(/: (\d+) passed of/.exec(text)?.[1] ?? 0),
  };
}
