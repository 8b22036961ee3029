import path from 'node:path';
import type { AssertionSpec, Draft } from '../../config';
import { DEFAULT_LIMITS } from '../limits';
import { withChanges } from '../case-env';
import { lastLine, matchNumber, matchText, type RegexMatcher } from '../matchers';
import { commandLine } from '../shell-command';
import { placeOf, readOutputsOf, runToEnd } from '../steps';
import type { StepContext } from '../step-context';
import { fails, holds, mismatched, type Check } from './check';


/** Runs a command to its end; by its exit code and its output it says whether something holds. @throws SpawnError, LimitExceeded */
export async function checkCommand(spec: Extract<AssertionSpec, { readonly kind: 'command' }>, index: number, draft: Draft, ctx: StepContext, regex: RegexMatcher): Promise<Check> {
  const { testDir, fileDir } = ctx;
  const command = commandLine(spec.command, spec.shell);
  const shown = (typeof spec.command === 'string' ? spec.command : spec.command.join(' ')).trim().split('\n', 1)[0] ?? '';
  const [stdoutFile, stderrFile] = ['stdout', 'stderr'].map((stream) => path.join(testDir, 'assertions', `${String(index + 1).padStart(2, '0')}.${stream}.log`)) as [string, string];
  const place = placeOf(spec.in, draft, ctx, 'assertions');
  const request = {
    id: `${ctx.test}/assertion#${index + 1}`, command, cwd: spec.cwd === undefined ? place.cwd : path.resolve(fileDir, spec.cwd), env: withChanges(place.env, spec.env), stdoutFile, stderrFile,
  };
  const { child, status } = await runToEnd(request, { timeoutMs: spec.timeoutMs ?? DEFAULT_LIMITS.assertionMs }, `The assertion ${shown}`, ctx);
  const [stdout, stderr] = await readOutputsOf(child, [stdoutFile, stderrFile]);
  const why = lastLine(stderr === '' ? stdout : stderr);
  const told = (message: string) => (why === undefined ? message : `${message}: ${why}`);
  if (status.code === null) return fails(told(`${shown} was ended by ${status.signal ?? 'a signal'}`), 'an exit code', `ended by ${status.signal ?? 'a signal'}`);
  const wrong = matchNumber(spec.exitCode, status.code);
  if (wrong) return fails(told(`${shown} ended with exit code ${status.code}, expected ${wrong.expected}`), `exit code ${wrong.expected}`, `exit code ${status.code}`);
  return mismatched(`stdout of ${shown}`, await matchText(spec.stdout ?? {}, stdout, regex))
    ?? mismatched(`stderr of ${shown}`, await matchText(spec.stderr ?? {}, stderr, regex))
    ?? holds(`${shown} ended with exit code ${status.code}`);
}
