import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Draft, HttpStep } from '../../config';
import { DEFAULT_LIMITS, withLimit } from '../limits';
import { describeNumber, lastLine, matchNumber, matchText, quote, type RegexMatcher } from '../matchers';
import { HttpFailure, requestHttp, type HttpAnswer } from '../ready';
import type { StepContext } from '../step-context';
import { capture } from './captures';
import { placeOf } from './place-of';
import { stepFile } from './step-files';
import type { StepRecord } from './step-record';

/**
 * Sends one request and compares the answer with what was expected; no answer at all is an unmet expectation too.
 * On this machine the place of any service is this one. @throws StepError when there is no such service
 */
export async function askHttp(step: HttpStep, index: number, draft: Draft, record: StepRecord, ctx: StepContext, regex: RegexMatcher): Promise<void> {
  const { url, method, headers, body, expect } = step;
  placeOf(step.in, draft, ctx);
  const started = ctx.clock.now();
  const limit = { what: record.title, ms: step.timeoutMs ?? DEFAULT_LIMITS.stepMs, clock: ctx.clock, signal: ctx.signal };
  let answer: HttpAnswer;
  try {
    answer = await withLimit(limit, (signal) => requestHttp({ url, method, headers, ...(body === undefined ? {} : { body }) }, signal));
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    const expected = `status ${describeNumber(expect.status)}`;
    record.unmet('http', url, { message: `gives no answer, expected ${expected}: ${error.message}`, expected, found: error.message });
    return;
  }
  const duration = ctx.clock.now() - started;
  const file = stepFile(ctx.testDir, index, step.id, 'body.log', record.attempt);
  const { redactor } = ctx;
  await mkdir(path.dirname(file.path), { recursive: true });
  await writeFile(file.path, redactor === undefined ? answer.body : redactor.mask(answer.body.toString('utf8')));
  record.logs.push(file.name);

  const text = answer.body.toString('utf8');
  const wrongStatus = matchNumber(expect.status, answer.status);
  if (wrongStatus) {
    const why = lastLine(redactor?.mask(text) ?? text);
    record.unmet('http.expect.status', 'status', { ...wrongStatus, message: why === undefined ? wrongStatus.message : `${wrongStatus.message}: ${why}` });
  }
  for (const mismatch of await matchText(expect.body ?? {}, text, regex)) record.unmet('http.expect.body', 'body', mismatch);
  for (const [name, wanted] of Object.entries(expect.headers ?? {})) checkHeader(name, wanted, answer, record);
  record.checkDuration(duration, expect.duration, 'http.expect.duration');
  const outputs = await capture(step.capture, { body: text }, record, regex);
  ctx.setOutputs(step.id, { stdout: text, exit_code: null, outputs });
}

function checkHeader(name: string, wanted: string, { headers }: HttpAnswer, record: StepRecord): void {
  const found = headers[name.toLowerCase()];
  if (found === wanted) return;
  const message = found === undefined ? `is missing, expected ${quote(wanted)}` : `is ${quote(found)}, expected ${quote(wanted)}`;
  record.unmet(`http.expect.headers.${name}`, `header ${name}`, { message, expected: wanted, found: found ?? '(missing)' });
}
