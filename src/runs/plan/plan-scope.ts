import path from 'node:path';
import { ConfigError, LATER, portNames, resolveEnv, resolvePorts, resolveString, stepsBelow, type Draft, type ExpressionScope, type Later, type LoadedExperiment, type ServiceDraft, type ServiceNames, type TestCasePlan } from '../../config';
import { declaredVariables, headOf, settled, withChanges } from '../../engine';

type Env = { readonly [name: string]: string };

interface Given {
  readonly plan: TestCasePlan;
  readonly loaded: LoadedExperiment;
  /** What processes would get; cleansed. */
  readonly hostEnv: Env;
  readonly secrets: Env;
}

export interface PlanScope {
  /** For all parts of the test case. */
  readonly scope: ExpressionScope;
  /** What the test case changes in the environment. */
  readonly changes: { readonly [name: string]: string | null };
  /** All of it. */
  readonly env: Env;
}

/** What the expressions of a test case could name before it runs. @throws ConfigError when the test's own `env` cannot be resolved. */
export function planScope({ plan, loaded, hostEnv, secrets }: Given): PlanScope {
  const base: ExpressionScope = {
    matrix: plan.matrix, variables: loaded.variables, env: hostEnv, secrets, test: { name: plan.name, id: plan.id, dir: LATER }, run: LATER,
    file: { dir: path.dirname(loaded.file) }, iteration: plan.iteration, attempt: 1,
  };
  const declared = settled(declaredVariables(plan.matrix, loaded.variables), (text) => resolveString(text, base, plan.source));
  const before = withChanges(hostEnv, declared);
  const own = resolveEnv(plan.env, { ...base, env: before }, plan.source);
  const env = withChanges(before, own);
  const scope = { ...base, env, steps: Object.fromEntries(plan.steps.flatMap((step, place) => stepIds(step, place)).map((id) => [id, LATER] as const)) };
  return { env, changes: { ...declared, ...own }, scope: { ...scope, services: Object.fromEntries(plan.services.map((service) => [service.name, namesOf(service, plan, scope)])) } };
}

function namesOf(service: ServiceDraft, { network }: TestCasePlan, scope: ExpressionScope): ServiceNames {
  return { host: network === 'localhost' ? '127.0.0.1' : LATER, ports: portsOf(service, scope), pid: LATER, dir: LATER, stdout_log: LATER };
}

function portsOf(service: ServiceDraft, scope: ExpressionScope): ServiceNames['ports'] {
  try {
    return Object.fromEntries(Object.entries(resolvePorts(service, scope)).flatMap(([name, wanted]): [string, number | Later][] =>
      (typeof wanted === 'number' ? [[name, wanted]] : portNames(name, wanted === 'auto' ? 1 : wanted.inARow).map((each) => [each, LATER]))));
  } catch (error) {
    // Told where the service itself is resolved.
    if (error instanceof ConfigError) return {};
    throw error;
  }
}

function stepIds(draft: Draft, place: number): readonly string[] {
  const index = draft.index ?? place;
  return [headOf(draft, index).id, ...stepsBelow(draft, index).flatMap((below) => stepIds(below, index))];
}
