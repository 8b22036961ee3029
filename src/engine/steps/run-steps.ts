import { belongsTo, countSteps, resolveStep, stepsBelow, type Draft, type GroupStep, type RetrySpec, type StepSpec } from '../../config';
import { messageOf, type Failure } from '../../events';
import { failuresOf } from '../case-failures';
import { withLimit } from '../limits';
import type { RegexMatcher } from '../matchers';
import type { StepContext } from '../step-context';
import { isUnmet } from '../verdict';
import { executeStep } from './execute-step';
import { LogMarks } from './log-marks';
import { headOf } from './step-head';
import { oneLine, StepRecord } from './step-record';

type StepOutcome = 'passed' | 'failed' | 'error' | 'cancelled';

/** How the steps of a test case went together, and everything that was wrong with them. */
export interface StepsOutcome {
  readonly outcome: StepOutcome;
  readonly failures: readonly Failure[];
}

/** Runs the steps one after the other; after one that did not pass, those that do not say `always` are skipped. */
export const runSteps = (drafts: readonly Draft[], ctx: StepContext, regex: RegexMatcher): Promise<StepsOutcome> =>
  new StepRunner(regex, new LogMarks(drafts)).sequence(numbered(drafts), ctx);

type Numbered = Draft & { readonly index: number };

/** What is not numbered by the file is numbered in order. */
function numbered(drafts: readonly Draft[]): readonly Numbered[] {
  let next = 0;
  return drafts.map((draft) => {
    const index = draft.index ?? next;
    next = index + countSteps(draft.value);
    return { value: draft.value, source: draft.source, sourceOf: (path) => draft.sourceOf(path), index };
  });
}

class StepRunner {
  constructor(private readonly regex: RegexMatcher, private readonly marks: LogMarks) {}

  /** @param parent the number of the step that these are below */
  async sequence(drafts: readonly Numbered[], ctx: StepContext, parent?: number): Promise<StepsOutcome> {
    const results: StepsOutcome[] = [];
    let blockedBy: string | undefined;
    for (const draft of drafts) {
      const head = headOf(draft, draft.index, pluginKinds(ctx));
      const reason = ctx.signal.aborted ? messageOf(ctx.signal.reason) : head.always ? undefined : blockedBy;
      if (reason !== undefined) {
        ctx.publish({
          type: 'step.skipped', test: ctx.test, step: head.id, index: draft.index, name: head.name, source: draft.source, ...(parent === undefined ? {} : { parent }), reason,
        });
        continue;
      }
      const result = await this.#run(draft, ctx, parent);
      results.push(result);
      if (result.outcome !== 'passed' && (ctx.failFast === true || !head.continueOnFailure)) blockedBy ??= `step "${oneLine(head.name)}" did not pass`;
    }
    return together(results, ctx);
  }

  async #run(draft: Numbered, ctx: StepContext, parent: number | undefined): Promise<StepsOutcome> {
    const { index } = draft;
    const started = ctx.clock.now();
    const resolved = resolve(draft, index, ctx);
    const head = headOf(draft, index, pluginKinds(ctx));
    const { id, name } = resolved.step ?? head;
    const told = { test: ctx.test, step: id, index, name, source: draft.source, ...(parent === undefined ? {} : { parent }), kind: head.kind };
    await this.marks.mark(id, ctx);
    ctx.publish({ type: 'step.started', ...told });
    const { record, tries, broken, below } = resolved.step === undefined ? { tries: 1, broken: resolved.error } : await this.#execute(resolved.step, draft, ctx);
    record?.keepMetrics(ctx);
    const cancelled = broken !== undefined && ctx.signal.aborted;
    const thrown = broken === undefined || cancelled ? [] : failuresOf(broken, { phase: 'steps', kind: 'step', source: draft.source });
    const failures = [...(record?.failures ?? []), ...thrown];
    const all = [...(below?.failures ?? []), ...failures];
    const outcome = cancelled || below?.outcome === 'cancelled' && thrown.length === 0 ? 'cancelled' : outcomeOf(all);
    ctx.publish({
      type: 'step.finished', ...told, outcome, duration_ms: ctx.clock.now() - started, tries, failures,
      ...(record?.exitCode === undefined ? {} : { exit_code: record.exitCode }),
      ...(record === undefined || record.logs.length === 0 ? {} : { logs: [...record.logs] }),
    });
    return { outcome, failures: all };
  }

  /** Does what the step says, again where it may be retried; what breaks is no reason to try again. */
  async #execute(step: StepSpec, draft: Numbered, ctx: StepContext): Promise<Execution> {
    const { max, delayMs }: RetrySpec = ('retry' in step ? step.retry : undefined) ?? { max: 1, delayMs: 0 };
    const logs: string[] = [];
    for (let tries = 1; ; tries += 1) {
      const record = new StepRecord(draft, step, tries, logs);
      try {
        if (isGroup(step)) return { record, tries, below: await this.#below(step, draft, record, ctx) };
        await executeStep(step, draft.index, draft, record, ctx, this.regex, this.marks);
        if (record.failures.length === 0 || tries >= max || !record.failures.every(({ kind }) => isUnmet(kind))) return { record, tries };
        await ctx.clock.sleep(delayMs, ctx.signal);
      } catch (error) {
        return { record, tries, broken: error };
      }
    }
  }

  /** @throws LimitExceeded, once all that is below has ended */
  async #below({ kind, timeoutMs }: GroupStep, draft: Numbered, { title }: StepRecord, ctx: StepContext): Promise<StepsOutcome> {
    const drafts = numbered(stepsBelow(draft, draft.index)).filter(({ value }) => belongsTo(value, ctx.scope().matrix ?? {}));
    const run = async (inner: StepContext): Promise<StepsOutcome> =>
      (kind === 'steps' ? this.sequence(drafts, inner, draft.index) : together(await Promise.all(drafts.map((one) => this.#run(one, inner, draft.index))), inner));
    if (timeoutMs === undefined) return run(ctx);
    let all: Promise<StepsOutcome> | undefined;
    try {
      return await withLimit({ what: title, ms: timeoutMs, clock: ctx.clock, signal: ctx.signal }, (signal) => (all = run({ ...ctx, signal })));
    } catch (error) {
      await all;
      throw error;
    }
  }
}

const isGroup = (step: StepSpec): step is GroupStep => step.kind === 'parallel' || step.kind === 'steps';

interface Execution {
  readonly record: StepRecord;
  readonly tries: number;
  readonly broken?: unknown;
  readonly below?: StepsOutcome;
}

function together(results: readonly StepsOutcome[], ctx: StepContext): StepsOutcome {
  const failures = results.flatMap((result) => result.failures);
  const cancelled = ctx.signal.aborted || results.some(({ outcome }) => outcome === 'cancelled');
  return { outcome: cancelled ? 'cancelled' : outcomeOf(failures), failures };
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
