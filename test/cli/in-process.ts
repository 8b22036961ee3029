import path from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { commandLine } from '../../src/cli/command-line';
import { Output } from '../../src/cli/output';
import { builtCli } from './built-cli';

/** The command line in this process, for what is asked of it thousands of times; supervisors are real ones. */
export async function inProcess(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = process.env): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const dist = path.dirname(await builtCli());
  const [out, err] = [new PassThrough(), new PassThrough()];
  const told = Promise.all([text(out), text(err)]);
  const [output, errors] = [new Output(out), new Output(err)];
  const code = await commandLine(args, { out: output, err: errors, env, cwd, dist, claims: new Set() });
  await Promise.all([output.flushed(), errors.flushed()]);
  out.end();
  err.end();
  const [stdout, stderr] = await told;
  return { code, stdout, stderr };
}
