import { resolveStep, type Draft, type StepSpec } from '../../config';
import { messageOf, type Failure } from '../../events';
import { failuresOf } from '../case-failures';
import type { RegexMatcher } from '../matchers';
import type { StepContext } from '../step-context';
import { isUnmet } from '../verdict';
import { executeStep } from './execute-step';
import { headOf } from './step-head';
import { oneLine, StepRecord } from './step-record';

type StepOutcome = 'passed' | 'failed' | 'error' | 'cancelled';

/** How the steps of a test case went together, and everything that was wrong with them. */
export interface StepsOutcome {
  readonly outcome: StepOutcome;
  readonly failures: readonly Failure[];
}

/** Runs the steps one after the other; after one that did not pass, those that do not say `always` are skipped. */
export async function runSteps(drafts: readonly Draft[], ctx: StepContext, regex: RegexMatcher): Promise<StepsOutcome> {
  const results: StepsOutcome[] = [];
  let blockedBy: string | undefined;
  for (const [place, draft] of drafts.entries()) {
    const index = draft.index ?? place;
    const head = headOf(draft, index, pluginKinds(ctx));
    const reason = ctx.signal.aborted ? messageOf(ctx.signal.reason) : head.always ? undefined : blockedBy;
    if (reason !== undefined) {
      ctx.publish({ type: 'step.skipped', test: ctx.test, step: head.id, index, name: head.name, source: draft.source, reason });
      continue;
    }
    const result = await runOne(draft, index, ctx, regex);
    results.push(result);
    if (result.outcome !== 'passed' && (ctx.failFast === true || !head.continueOnFailure)) blockedBy ??= `step "${oneLine(head.name)}" did not pass`;
  }
  const failures = results.flatMap((result) => result.failures);
  const cancelled = ctx.signal.aborted || results.some(({ outcome }) => outcome === 'cancelled');
  return { outcome: cancelled ? 'cancelled' : outcomeOf(failures), failures };
}

async function runOne(draft: Draft, index: number, ctx: StepContext, regex: RegexMatcher): Promise<StepsOutcome> {
  const started = ctx.clock.now();
  const head = headOf(draft, index, pluginKinds(ctx));
  const resolved = resolve(draft, index, ctx);
  const { id, name } = resolved.step ?? head;
  const told = { test: ctx.test, step: id, index, name, source: draft.source, kind: head.kind };
  ctx.publish({ type: 'step.started', ...told });
  const record = resolved.step && new StepRecord(draft, resolved.step);
  let broken = resolved.error;
  try {
    if (resolved.step && record) await executeStep(resolved.step, index, draft, record, ctx, regex);
  } catch (error) {
    broken = error;
  }
  const cancelled = broken !== undefined && ctx.signal.aborted;
  const thrown = broken === undefined || cancelled ? [] : failuresOf(broken, { phase: 'steps', kind: 'step', source: draft.source });
  const failures = [...(record?.failures ?? []), ...thrown];
  const outcome = cancelled ? 'cancelled' : outcomeOf(failures);
  ctx.publish({
    type: 'step.finished', ...told, outcome, duration_ms: ctx.clock.now() - started, tries: 1, failures,
    ...(record?.exitCode === undefined ? {} : { exit_code: record.exitCode }),
    ...(record === undefined || record.logs.length === 0 ? {} : { logs: [...record.logs] }),
  });
  return { outcome, failures };
}

function resolve(draft: Draft, index: number, ctx: StepContext): { readonly step?: StepSpec; readonly error?: unknown } {
  try {
    return { step: resolveStep(draft, index, ctx.scope(), ctx.plugins?.extensions.config) };
  } catch (error) {
    return { error };
  }
}

const pluginKinds = ({ plugins }: StepContext): readonly string[] => [...plugins?.extensions.steps.keys() ?? []];

const outcomeOf = (failures: readonly Failure[]): Exclude<StepOutcome, 'cancelled'> =>
  failures.length === 0 ? 'passed' : failures.every(({ kind }) => isUnmet(kind)) ? 'failed' : 'error';
