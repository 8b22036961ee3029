// The first, for what it starts comes to life while the rest is read.
import { stop, supervisors } from './supervisor-ahead';
// Before the schemas are made.
import './plain-validation';
import { commandLine } from './command-line';
import type { CommandContext } from './context';
import { EXIT } from './exit-code';
import { Output } from './output';
import { exit } from './own-exit';
import { reportRequest } from './report-request';

const out = new Output(process.stdout);
const context: CommandContext = {
  out, err: new Output(process.stderr, out), env: process.env, cwd: process.cwd(), dist: __dirname, claims: new Set(), supervisors, ...(stop === undefined ? {} : { stop }),
};

/** What nobody caught leaves the program in an unknown state; what the run started dies with it. */
function broke(error: unknown): void {
  if ([...context.claims].some((claim) => claim(error))) return;
  context.err.line(reportRequest(error instanceof Error ? (error.stack ?? error.message) : String(error)));
  exit(EXIT.broken);
}
// Whoever ends the program in between waits for nobody.
process.on('exit', () => out.release());
// A file that may not grow any more is an error of its write, no reason to die.
process.on('SIGXFSZ', () => undefined);
process.on('uncaughtException', broke);
process.on('unhandledRejection', broke);

async function main(): Promise<void> {
  let code = await commandLine(process.argv.slice(2), context);
  await Promise.all([context.out.flushed(), context.err.flushed()]);
  if (context.out.failure !== undefined) {
    context.err.line(`error: standard output could not be written: ${context.out.failure.message}`);
    code = EXIT.broken;
  }
  exit(code);
}

void main();
