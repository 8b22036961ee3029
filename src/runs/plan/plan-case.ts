import path from 'node:path';
import {
  ConfigError, resolveAssertion, resolveEnvironment, resolveService, resolveStep, resolveString, showsLater, stepsBelow, type Draft, type ExpressionScope, type LoadedExperiment,
  type Problem, type ServiceDraft, type ServiceSpec, type StepSpec, type TestCasePlan,
} from '../../config';
import { DEFAULT_LIMITS, hasConditions, headOf, type ExecutionEnvironment } from '../../engine';
import type { PluginSet } from '../../plugins';
import { missingProgram } from '../../supervisor';
import { inStartOrder } from './start-order';
import { plainForm } from './plain-form';
import { planScope, type PlanScope } from './plan-scope';
import type { PlannedCase, PlannedEnvironment, PlannedPart, PlannedService, PlannedStep, PlanProblem } from './run-plan';

export interface CaseSurroundings {
  readonly loaded: LoadedExperiment;
  readonly hostEnv: { readonly [name: string]: string };
  readonly secrets: { readonly [name: string]: string };
  readonly plugins: PluginSet | undefined;
  readonly environments: readonly ExecutionEnvironment[];
  /** By id. */
  readonly expected: ReadonlyMap<string, number>;
}

type EnvironmentConfig = Parameters<NonNullable<ExecutionEnvironment['programs']>>[0];

type Parts = Pick<PlannedCase, 'env' | 'environments' | 'services' | 'steps' | 'assertions' | 'artifacts'>;
const NOTHING: Parts = { env: {}, environments: [], services: [], steps: [], assertions: [], artifacts: [] };

/** One test case as it would be run. */
export async function planCase(plan: TestCasePlan, around: CaseSurroundings): Promise<PlannedCase> {
  const { id, name, base, matrix, iteration, over, tags, skip, expectOutcome, retries = 0, parallelGroup, exclusive, warmup, network, recordPackets } = plan;
  const head = {
    id, name, base, matrix, iteration, ...(over === undefined ? {} : { over: over.length }), tags, line: plan.source.range.start.line,
    ...(skip === undefined ? {} : { skip }), ...(expectOutcome === undefined ? {} : { expect_outcome: expectOutcome }),
    timeout_ms: plan.timeoutMs ?? DEFAULT_LIMITS.testMs, retries, ...(parallelGroup === undefined ? {} : { parallel_group: parallelGroup }),
    ...(exclusive === undefined ? {} : { exclusive }), ...(warmup === undefined ? {} : { warmup }), network,
    ...(recordPackets === undefined ? {} : { record_pcap: true as const }),
  };
  // What is skipped or broken gets no further, in no time; nor takes what only looks at metrics any.
  const expected_ms = skip !== undefined || plan.errors.length > 0 ? 0 : around.expected.get(id) ?? (over === undefined ? null : 0);
  if (skip !== undefined) return { ...head, ...NOTHING, expected_ms };
  if (plan.errors.length > 0) return { ...head, problems: plan.errors.map(problemOf), ...NOTHING, expected_ms };
  try {
    return { ...head, ...(await partsOf(plan, planScope({ plan, ...around }), around)), expected_ms };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { ...head, problems: error.problems.map(problemOf), ...NOTHING, expected_ms: 0 };
  }
}

async function partsOf(plan: TestCasePlan, { scope, changes, env }: PlanScope, around: CaseSurroundings): Promise<Parts> {
  const extensions = around.plugins?.extensions.config;
  const text = (given: string): string => resolveString(given, scope, plan.source);
  return {
    env: changes,
    environments: await environmentsOf(plan, scope, env, around),
    services: inStartOrder(plan.services).map((draft): PlannedService => ({
      name: draft.name, depends_on: draft.dependsOn, ...part(draft, () => serviceForm(resolveService(draft, scope, extensions))),
    })),
    steps: plan.steps.map((draft, place) => stepOf(draft, place, scope, around)),
    assertions: plan.assertions.map((draft) => part(draft, () => plainForm(resolveAssertion(draft, scope, extensions)))),
    artifacts: plan.artifacts.map((one) => (typeof one === 'string' ? text(one) : { from: text(one.from), ...(one.to === undefined ? {} : { to: text(one.to) }) })),
  };
}

function serviceForm({ name: _name, ready, ports, ...spec }: ServiceSpec): object {
  const wanted = Object.entries(ports).map(([name, port]) => [name, typeof port === 'object' ? `auto*${port.inARow}` : port] as const);
  return plainForm({ ...spec, ports: Object.fromEntries(wanted), ...(hasConditions(ready) ? { ready: { ...ready, timeoutMs: ready.timeoutMs ?? DEFAULT_LIMITS.readyMs } } : {}) });
}

function stepOf(draft: Draft, place: number, scope: ExpressionScope, around: CaseSurroundings): PlannedStep {
  const index = draft.index ?? place;
  const extensions = around.plugins?.extensions;
  const { id, name, kind } = headOf(draft, index, [...extensions?.steps.keys() ?? []]);
  const below = stepsBelow(draft, index).map((inner) => stepOf(inner, index, scope, around));
  return {
    id, name, kind, ...part(draft, () => plainForm(withLimit(resolveStep(draft, index, scope, extensions?.config)))),
    ...(below.length === 0 ? {} : { steps: below }),
  };
}

/** With the limit that holds where the file gives none. */
function withLimit(step: StepSpec): StepSpec {
  switch (step.kind) {
    case 'wait':
    case 'parallel':
    case 'steps':
      return step;
    case 'run':
      return step.background === true ? step : { timeoutMs: DEFAULT_LIMITS.stepMs, ...step };
    case 'wait_for':
      return { ...step, ready: { ...step.ready, timeoutMs: step.ready.timeoutMs ?? DEFAULT_LIMITS.readyMs } };
    case 'http':
    case 'signal':
    case 'stop':
    case 'start':
    case 'pause':
    case 'resume':
    case 'plugin':
      return { timeoutMs: DEFAULT_LIMITS.stepMs, ...step };
    default:
      return step satisfies never;
  }
}

async function environmentsOf(plan: TestCasePlan, scope: ExpressionScope, env: PlanScope['env'], { environments, plugins, loaded }: CaseSurroundings): Promise<readonly PlannedEnvironment[]> {
  const own = plan.environments.map((draft) => ({ source: draft.source, planned: { type: '', ...part(draft, () => plainForm(resolveEnvironment(draft, scope, plugins?.extensions.config))) } }));
  const unasked = plan.services.length === 0 ? [] : environments.filter(({ type, byDefault }) => byDefault !== undefined && !own.some(({ planned }) => planned.type === type));
  const byDefault = unasked.map(({ type, byDefault: config }) => ({ source: plan.source, planned: { type, line: plan.source.range.start.line, by_default: true as const, config } }));
  const missing = async ({ type, config = {} }: { readonly type: string; readonly config?: unknown }): Promise<readonly string[]> => {
    const programs = environments.find((one) => one.type === type)?.programs?.(config as EnvironmentConfig) ?? [];
    const errors = await Promise.all(programs.map((program) => missingProgram(program, { cwd: path.dirname(loaded.file), env })));
    return errors.flatMap((error) => (error === undefined ? [] : [error.message]));
  };
  return Promise.all([...byDefault, ...own].map(async ({ source, planned }): Promise<PlannedEnvironment> => {
    const problems = (await missing(planned)).map((message): PlanProblem => ({ ...source.range.start, code: 'missing-program', message }));
    return problems.length === 0 ? planned : { ...planned, problems };
  }));
}

/** What a draft comes to, or why that cannot be known, or why it can never be. */
function part(draft: Draft | ServiceDraft, resolve: () => object): PlannedPart {
  const { line } = draft.source.range.start;
  try {
    return { line, ...resolve() };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const waits = error.problems.every(({ found }) => found !== undefined && showsLater(found));
    return waits ? { line, as_written: draft.value } : { line, as_written: draft.value, problems: error.problems.map(problemOf) };
  }
}

const problemOf = ({ range: { start }, code, message }: Problem): PlanProblem => ({ line: start.line, column: start.column, code, message });
