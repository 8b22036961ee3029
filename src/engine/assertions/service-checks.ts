import type { AssertionSpec } from '../../config';
import type { ExitStatus } from '../../supervisor';
import { DEFAULT_LIMITS, LimitExceeded, formatMs, withLimit } from '../limits';
import { describeNumber, matchNumber } from '../matchers';
import { HttpFailure, requestHttp, urlOf } from '../ready';
import type { ServiceControl, StepContext } from '../step-context';
import { fails, holds, type Check } from './check';

type Of<K extends AssertionSpec['kind']> = Extract<AssertionSpec, { readonly kind: K }>;

export function checkRunning({ name, running, lastExit }: ServiceControl): Check {
  return running ? holds(`${name} is running`) : fails(`${name} is not running: ${endText(lastExit)}`, 'running', endText(lastExit));
}

export function checkExitCode({ equals }: Of<'exit_code'>, { name, running, lastExit }: ServiceControl): Check {
  const expected = `exit code ${describeNumber(equals)}`;
  if (running) return fails(`${name} is still running, expected ${expected}`, expected, 'still running');
  if (lastExit === undefined || lastExit.code === null) return fails(`${name} has no exit code, expected ${describeNumber(equals)}: ${endText(lastExit)}`, expected, endText(lastExit));
  const mismatch = matchNumber(equals, lastExit.code);
  return mismatch === undefined
    ? holds(`${name} ended with exit code ${lastExit.code}`)
    : fails(`${name} ended with exit code ${lastExit.code}, expected ${mismatch.expected}`, expected, `exit code ${lastExit.code}`);
}

/** One GET; @throws Error when there is no address to ask. */
export async function checkResponsive(spec: Of<'service_responsive'>, service: ServiceControl, ctx: StepContext): Promise<Check> {
  const { expected_status: wanted, endpoint = '/', timeoutMs: ms = DEFAULT_LIMITS.answerMs } = spec;
  const { clock, signal } = ctx;
  const url = urlOf(endpoint, service);
  const expected = `status ${describeNumber(wanted)}`;
  const silent = (why: string) => fails(`${service.name} does not answer at ${url}, expected ${expected}: ${why}`, expected, why);
  try {
    const { status } = await withLimit({ what: 'The answer', ms, clock, signal }, (inner) => requestHttp({ url }, inner));
    return matchNumber(wanted, status) === undefined
      ? holds(`${service.name} answers ${status} at ${url}`)
      : fails(`${service.name} answers ${status} at ${url}, expected ${describeNumber(wanted)}`, expected, `status ${status}`);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof HttpFailure) return silent(service.running ? error.message : `${error.message}; ${endText(service.lastExit)}`);
    if (error instanceof LimitExceeded) return silent(`no answer within ${formatMs(ms)}`);
    throw error;
  }
}

function endText(exit: ExitStatus | undefined): string {
  if (exit === undefined) return 'it was not started';
  return exit.signal === null ? `it ended with exit code ${exit.code}` : `it was ended by ${exit.signal}`;
}
