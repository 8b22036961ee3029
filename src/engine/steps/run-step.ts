import path from 'node:path';
import type { Draft, RunStep } from '../../config';
import { messageOf } from '../../events';
import { SpawnError, type ExitStatus, type SupervisedProcess } from '../../supervisor';
import { withChanges } from '../case-env';
import { describeNumber, lastLine, matchNumber, matchText, trimLineEnds, type RegexMatcher } from '../matchers';
import { commandLine } from '../shell-command';
import { StepError, type StepContext, type Workplace } from '../step-context';
import { capture } from './captures';
import { readOutputsOf, readOutputText } from './output-text';
import { stepFile } from './step-files';
import { waitForEnd } from './step-process';
import type { StepRecord } from './step-record';

/** Runs a command to its end and compares what it did with what was expected. */
export async function runCommand(step: RunStep, index: number, draft: Draft, record: StepRecord, ctx: StepContext, regex: RegexMatcher): Promise<void> {
  const started = ctx.clock.now();
  const stdoutFile = stepFile(ctx.testDir, index, step.id, 'stdout.log', record.attempt);
  const stderrFile = stepFile(ctx.testDir, index, step.id, 'stderr.log', record.attempt);
  record.logs.push(stdoutFile.name, stderrFile.name);
  const place = workplaceOf(step, draft, ctx);
  const cwd = step.cwd === undefined ? place.cwd : path.resolve(ctx.fileDir, step.cwd);
  let child: SupervisedProcess;
  try {
    child = await ctx.processes.spawn({
      id: `step ${step.id}`,
      command: commandLine(step.command, step.shell),
      cwd,
      env: withChanges(place.env, step.env),
      stdoutFile: stdoutFile.path,
      stderrFile: stderrFile.path,
      ...(step.stdin === undefined ? {} : { stdin: step.stdin }),
    });
  } catch (error) {
    if (!(error instanceof SpawnError)) throw error;
    record.broke(error.code === 'cwd-missing' ? 'cwd' : 'run', error.message);
    return;
  }
  // It is over when it has been started; what it does is ended with the test case.
  if (step.background === true) return;
  const { status, at } = await waitForEnd(child, step, record.title, ctx);
  record.exitCode = status.code;
  const [stdout, stderr] = await readOutputsOf(child, [stdoutFile.path, stderrFile.path]);

  checkExit(step, status, stderr === '' ? stdout : stderr, record);
  for (const mismatch of await matchText(step.expect.stdout ?? {}, stdout, regex)) record.unmet('expect.stdout', 'stdout', mismatch);
  for (const mismatch of await matchText(step.expect.stderr ?? {}, stderr, regex)) record.unmet('expect.stderr', 'stderr', mismatch);
  record.checkDuration(at - started, step.expect.duration);
  await checkFiles(step, cwd, record, regex);
  const outputs = await capture(step.capture, { stdout, stderr }, record, regex);
  // As in a shell's $(…), the last line breaks are not part of the value.
  ctx.setOutputs(step.id, { stdout: trimLineEnds(stdout), exit_code: status.code, outputs });
}

/** Where the step runs: in the place of a service, or that of the test case. @throws StepError, ConfigError */
function workplaceOf({ in: name }: RunStep, draft: Draft, ctx: StepContext): Workplace {
  if (name === undefined) return { cwd: ctx.fileDir, env: ctx.env };
  const service = ctx.service(name);
  if (service === undefined) throw new StepError({ phase: 'steps', kind: 'step', message: `there is no service "${name}" to run in`, source: draft.sourceOf('in') });
  return service.workplace;
}

async function checkFiles({ expect }: RunStep, cwd: string, record: StepRecord, regex: RegexMatcher): Promise<void> {
  for (const [name, matcher] of Object.entries(expect.files ?? {})) {
    const at = `expect.files.${name}`;
    try {
      const text = await readOutputText(path.resolve(cwd, name));
      for (const mismatch of await matchText(matcher, text, regex)) record.unmet(at, `file ${name}`, mismatch);
    } catch (error) {
      record.unmet(at, `file ${name}`, { message: `cannot be read: ${messageOf(error)}`, expected: 'a file', found: messageOf(error) });
    }
  }
}

function checkExit({ expect }: RunStep, { code, signal }: ExitStatus, output: string, record: StepRecord): void {
  const why = lastLine(output);
  const unmet = (found: string, expected: string, message: string) =>
    record.unmet('expect.exit_code', 'exit code', { message: why === undefined ? message : `${message}: ${why}`, expected, found });
  if (code === null) {
    const found = `ended by ${signal ?? 'a signal'}`;
    const expected = describeNumber(expect.exit_code);
    unmet(found, expected, `is missing, expected ${expected}: ${found}`);
    return;
  }
  const mismatch = matchNumber(expect.exit_code, code);
  if (mismatch) unmet(mismatch.found, mismatch.expected, mismatch.message);
}
