import { inRunOrder, newSeed } from '../../engine';
import { executionEnvironments } from '../../environments';
import { Redactor } from '../../events';
import { earlierDurations, experimentDir } from '../../results';
import { cleanseEnvironment } from '../../supervisor';
import type { RunRequest } from '../run';
import { secretValues } from '../secret-values';
import { testsToRun } from '../tests-to-run';
import { expectedTime } from './expected-time';
import { planCase, type CaseSurroundings } from './plan-case';
import type { PlannedCase, PlannedPart, PlannedStep, RunPlan } from './run-plan';

export type PlanRequest = Pick<RunRequest, 'loaded' | 'only' | 'plugins' | 'parallel' | 'failFast' | 'seed' | 'timeoutMs' | 'outputDir'>;

/**
 * What a run would do: everything that can be known before it is. Starts no process and writes nothing; secrets are masked.
 * @throws RunRefused where `startRun` does.
 */
export async function planRun(request: PlanRequest): Promise<RunPlan> {
  const { loaded, plugins } = request;
  const tests = testsToRun(loaded, request.only);
  const { order = 'file', warmup } = loaded;
  const seed = order === 'shuffle' ? request.seed ?? loaded.seed ?? newSeed() : undefined;
  const timeoutMs = request.timeoutMs ?? loaded.timeoutMs;
  const parallel = request.parallel ?? loaded.parallel;
  const secrets = secretValues(loaded, process.env);
  const dir = experimentDir(request.outputDir ?? loaded.outputDir, loaded.name, loaded.file);
  const around: CaseSurroundings = {
    loaded, secrets, plugins, hostEnv: cleanseEnvironment(process.env), environments: [...executionEnvironments(), ...plugins?.environments ?? []],
    expected: await earlierDurations(dir),
  };
  const ordered = inRunOrder(tests, order, seed ?? 0);
  const planned: PlannedCase[] = [];
  for (const test of ordered) planned.push(await planCase(test, around));
  const times = new Map(planned.map(({ id, expected_ms: ms }) => [id, ms]));
  const known = await expectedTime(ordered, parallel, (id) => times.get(id) ?? 0);
  const unknown = planned.filter(({ expected_ms: ms }) => ms === null).length;
  const plan: RunPlan = {
    schema: 1, dry_run: true, experiment: loaded.name, file: loaded.file, dir,
    settings: {
      parallel, fail_fast: request.failFast ?? loaded.failFast, order, ...(seed === undefined ? {} : { seed }),
      ...(warmup === undefined ? {} : { warmup }), ...(timeoutMs === undefined ? {} : { timeout_ms: timeoutMs }),
    },
    variables: loaded.variables,
    counts: { total: planned.length, skipped: planned.filter(({ skip }) => skip !== undefined).length, broken: planned.filter(isBroken).length },
    expected_ms: unknown === 0 ? known : null, known_ms: known, unknown,
    tests: planned,
  };
  const hidden = Object.values(secrets);
  return hidden.length === 0 ? plan : masked(plan, new Redactor(hidden)) as RunPlan;
}

/** Whether a test case would be in error whatever the run brings. */
export const isBroken = ({ problems, environments, services, steps, assertions }: PlannedCase): boolean =>
  problems !== undefined || [...environments, ...services, ...steps, ...assertions].some(hasProblems);

const hasProblems = (part: PlannedPart & Pick<Partial<PlannedStep>, 'steps'>): boolean => part.problems !== undefined || (part.steps ?? []).some(hasProblems);

function masked(value: unknown, redactor: Redactor): unknown {
  if (typeof value === 'string') return redactor.mask(value);
  if (Array.isArray(value)) return value.map((item) => masked(item, redactor));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [redactor.mask(key), masked(inner, redactor)]));
}
