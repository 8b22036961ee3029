import { resolveAssertion, type AssertionSpec, type Draft } from '../../config';
import type { Failure } from '../../events';
import type { AssertionMoment } from '../case-actions';
import { failuresOf } from '../case-failures';
import type { RegexMatcher } from '../matchers';
import { StepError, type ServiceControl, type StepContext } from '../step-context';
import { isUnmet } from '../verdict';
import type { Check } from './check';
import { waitsForFindings } from './waits-for-findings';
import { checkLog } from './log-checks';
import { checkCommand } from './command-check';
import { checkFileExists, checkFileMatches } from './file-checks';
import { checkMetric, checkPerformance, checkStatistic } from './metric-check';
import { checkPlugin } from './plugin-assertion';
import { checkExitCode, checkResponsive, checkRunning } from './service-checks';

/** How the assertions of a test case went together, and everything that was wrong with them. */
export interface AssertionsOutcome {
  readonly outcome: 'passed' | 'failed' | 'error' | 'cancelled';
  readonly failures: readonly Failure[];
}

/**
 * Evaluates all assertions whose moment it is, whatever the others gave; one that breaks is told as what broke the test case.
 */
export async function evaluateAssertions(drafts: readonly Draft[], ctx: StepContext, regex: RegexMatcher, moment: AssertionMoment = 'running'): Promise<AssertionsOutcome> {
  const failures: Failure[] = [];
  for (const [place, draft] of drafts.entries()) {
    // What has come since must not change whose turn it is.
    if (moment === 'stopped' ? !ctx.waiting.has(draft) : waitsForFindings(draft, ctx)) {
      if (moment === 'running') ctx.waiting.add(draft);
      continue;
    }
    if (ctx.signal.aborted) return { outcome: 'cancelled', failures };
    failures.push(...(await evaluateOne(draft, draft.index ?? place, ctx, regex)));
    if (ctx.failFast === true && failures.length > 0) break;
  }
  return { outcome: failures.length === 0 ? 'passed' : failures.every(({ kind }) => isUnmet(kind)) ? 'failed' : 'error', failures };
}

async function evaluateOne(draft: Draft, index: number, ctx: StepContext, regex: RegexMatcher): Promise<readonly Failure[]> {
  const { source } = draft;
  const started = ctx.clock.now();
  try {
    const spec = resolveAssertion(draft, ctx.scope(), ctx.plugins?.extensions.config);
    const check = await look(spec, index, draft, ctx, regex);
    const told = { test: ctx.test, index, assertion: spec.kind === 'plugin' ? spec.type : spec.kind, message: check.message, source, duration_ms: ctx.clock.now() - started };
    if (check.passed) {
      ctx.publish({ type: 'assertion.passed', ...told });
      return [];
    }
    const { message, expected, found, diff } = check;
    const details = { expected, found, ...(diff === undefined ? {} : { diff }) };
    ctx.publish({ type: 'assertion.failed', ...told, ...details });
    return [{ phase: 'assertions', kind: 'assertion', message, ...details, source }];
  } catch (error) {
    if (ctx.signal.aborted) return [];
    const failures = failuresOf(error, { phase: 'assertions', kind: 'step', source });
    for (const failure of failures) ctx.publish({ type: 'test_case.error', test: ctx.test, ...failure });
    return failures;
  }
}

async function look(spec: AssertionSpec, index: number, draft: Draft, ctx: StepContext, regex: RegexMatcher): Promise<Check> {
  switch (spec.kind) {
    case 'service_running':
      return checkRunning(serviceOf(spec.service, draft, ctx));
    case 'service_responsive':
      return checkResponsive(spec, serviceOf(spec.service, draft, ctx), ctx);
    case 'exit_code':
      return checkExitCode(spec, serviceOf(spec.service, draft, ctx));
    case 'log_contains':
    case 'log_absent':
      return checkLog(spec, serviceOf(spec.service, draft, ctx), regex);
    case 'metric':
      return ctx.samples === undefined ? checkMetric(spec, ctx.metrics) : checkStatistic(spec, ctx.samples);
    case 'plugin':
      return checkPlugin(spec, draft, ctx);
    case 'performance_metric':
      return checkPerformance(spec, ctx.metrics);
    case 'file_exists':
      return checkFileExists(spec, ctx.testDir);
    case 'file_matches':
      return checkFileMatches(spec, ctx.testDir, regex);
    case 'command':
      return checkCommand(spec, index, draft, ctx, regex);
    default:
      return spec satisfies never;
  }
}

function serviceOf(name: string, draft: Draft, ctx: StepContext): ServiceControl {
  const service = ctx.service(name);
  if (service === undefined) throw new StepError({ phase: 'assertions', kind: 'config', message: `There is no service "${name}"`, source: draft.sourceOf('service') });
  return service;
}
