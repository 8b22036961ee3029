import path from 'node:path';
import type { Draft, RunStep } from '../../config';
import { OutputLost, SpawnError, type ExitStatus, type SpawnRequest } from '../../supervisor';
import { withChanges } from '../case-env';
import { describeNumber, lastLine, matchNumber, trimLineEnds, type RegexMatcher } from '../matchers';
import { commandLine } from '../shell-command';
import type { StepContext } from '../step-context';
import { capture } from './captures';
import { foundInstead, matchFile } from './match-file';
import { readOutputsOf } from './output-text';
import { placeOf } from './place-of';
import { stepFile } from './step-files';
import { runInBackground, runToEnd } from './step-process';
import type { StepRecord } from './step-record';

/** Runs a command to its end and compares what it did with what was expected. */
export async function runCommand(step: RunStep, index: number, draft: Draft, record: StepRecord, ctx: StepContext, regex: RegexMatcher): Promise<void> {
  const started = ctx.clock.now();
  const stdoutFile = stepFile(ctx.testDir, index, step.id, 'stdout.log', record.attempt);
  const stderrFile = stepFile(ctx.testDir, index, step.id, 'stderr.log', record.attempt);
  record.logs.push(stdoutFile.name, stderrFile.name);
  const request = commandOf(step, index, draft, ctx, [stdoutFile.path, stderrFile.path]);
  const { cwd } = request;
  let end;
  try {
    // In the background it is over when it has been started; what it does is ended with the test case.
    end = await (step.background === true ? runInBackground(request, step, record.title, ctx, (message) => ctx.broke(record.breakage('run', message))) : runToEnd(request, step, record.title, ctx));
  } catch (error) {
    if (!(error instanceof SpawnError || error instanceof OutputLost)) throw error;
    record.broke(error instanceof SpawnError && error.code === 'cwd-missing' ? 'cwd' : 'run', error.message);
    return;
  }
  if (end === undefined) return;
  const { child, status, at } = end;
  record.exitCode = status.code;
  const [stdout, stderr] = await readOutputsOf(child, [stdoutFile.path, stderrFile.path]);

  checkExit(step, status, stderr === '' ? stdout : stderr, record);
  for (const mismatch of await matchFile(step.expect.stdout, stdoutFile.path, regex, stdout)) record.unmet('expect.stdout', 'stdout', mismatch);
  for (const mismatch of await matchFile(step.expect.stderr, stderrFile.path, regex, stderr)) record.unmet('expect.stderr', 'stderr', mismatch);
  record.checkDuration(at - started, step.expect.duration);
  await checkFiles(step, cwd, record, regex);
  const outputs = await capture(step.capture, { stdout, stderr }, record, regex);
  // As in a shell's $(…), the last line breaks are not part of the value.
  ctx.setOutputs(step.id, { stdout: trimLineEnds(stdout), exit_code: status.code, outputs });
}

/** @throws StepError, ConfigError */
export function commandOf(step: RunStep, index: number, draft: Draft, ctx: StepContext, [stdoutFile, stderrFile]: readonly [string, string]): SpawnRequest {
  const place = placeOf(step.in, draft, ctx);
  const makesRoom = ctx.makesRoom?.(index);
  return {
    id: `step ${step.id}`,
    command: commandLine(step.command, step.shell),
    cwd: step.cwd === undefined ? place.cwd : path.resolve(ctx.fileDir, step.cwd),
    env: withChanges(place.env, step.env),
    stdoutFile, stderrFile,
    ...(step.stdin === undefined ? {} : { stdin: step.stdin }),
    ...(makesRoom === undefined ? {} : { makesRoom }),
  };
}

async function checkFiles({ expect }: RunStep, cwd: string, record: StepRecord, regex: RegexMatcher): Promise<void> {
  for (const [name, matcher] of Object.entries(expect.files ?? {})) {
    const at = `expect.files.${name}`;
    try {
      for (const mismatch of await matchFile(matcher, path.resolve(cwd, name), regex)) record.unmet(at, `file ${name}`, mismatch);
    } catch (error) {
      record.unmet(at, `file ${name}`, { message: `cannot be read: ${foundInstead(error)}`, expected: 'a file', found: foundInstead(error) });
    }
  }
}

function checkExit({ expect }: RunStep, { code, signal }: ExitStatus, output: string, record: StepRecord): void {
  const why = lastLine(output);
  const unmet = (found: string, expected: string, message: string, subject = 'exit code') =>
    record.unmet('expect.exit_code', subject, { message: why === undefined ? message : `${message}: ${why}`, expected, found });
  if (code === null) {
    const found = `ended by ${signal ?? 'a signal'}`;
    const expected = describeNumber(expect.exit_code);
    unmet(found, expected, `${found}, expected exit code ${expected}`, '');
    return;
  }
  const mismatch = matchNumber(expect.exit_code, code);
  if (mismatch) unmet(mismatch.found, mismatch.expected, mismatch.message);
}
