import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { definitionOf, settingsOf, type LoadedExperiment, type LoadOptions, type TestCasePlan } from '../../config';
import type { KeptCase } from '../../engine';
import { Redactor, type CaseResult } from '../../events';
import { CONFIG_FILE, storedRun, type StoredRun, type TestState } from '../../results';
import { secretValues } from '../secret-values';
import { isFinished, readEarlierRun, readWith, refuseUnresumable, type EarlierRun } from './earlier-run';

/** A test case that need not run again. */
export interface KeptTest extends KeptCase {
  /** Absolute path of the run's folder that holds what it has written. */
  readonly runDir: string;
}

/** How a run goes on with an earlier one. */
export interface Resumption {
  readonly run: string;
  readonly dir: string;
  /** All of the run, in the order of the file. */
  readonly tests: readonly TestCasePlan[];
  /** Those of them whose result stands, by id. */
  readonly kept: ReadonlyMap<string, KeptTest>;
  /** Finished, but defined otherwise since: they run again. */
  readonly changed: readonly string[];
  /** Ids of the earlier run that the file does not have any more. */
  readonly gone: readonly string[];
  /** New in the file since, and part of the run. */
  readonly added: readonly string[];
}

export interface ResumeRequest {
  readonly earlier: EarlierRun;
  /** The file as it is now, read with what `readWith` says. */
  readonly loaded: LoadedExperiment;
  /** Reads the file as it was then. */
  readonly readText: (text: Uint8Array, options: LoadOptions) => Promise<LoadedExperiment>;
}

/** Decides what of an earlier run stands and what runs (again). @throws ResumeRefused */
export async function planResume({ earlier, loaded, readText }: ResumeRequest): Promise<Resumption> {
  await refuseUnresumable(earlier, loaded.file);
  const { stored, state } = earlier;
  const mask = maskOf(loaded);
  const results = await finishedIn(earlier, readText, new Set());
  const planned = new Set(state.order);
  // A run of the whole file is one of what the file has become, too.
  const whole = planned.size === 0 || (results.all?.every((id) => planned.has(id)) ?? true);
  const tests = whole ? loaded.tests : loaded.tests.filter(({ id }) => planned.has(id));
  const kept = new Map<string, KeptTest>();
  const changed: string[] = [];
  const shared = mask(settingsOf(loaded));
  for (const plan of tests) {
    const found = results.finished.get(plan.id);
    if (found === undefined) continue;
    if (found.shared === shared && found.definition === mask(definitionOf(plan))) kept.set(plan.id, found.kept);
    else changed.push(plan.id);
  }
  // What looks at iterations together looks again when one of them runs again.
  const here = new Set(tests.map(({ id }) => id));
  for (const { id, over } of tests) if (over?.some((one) => here.has(one) && !kept.has(one)) === true) kept.delete(id);
  const now = new Set(loaded.tests.map(({ id }) => id));
  return {
    run: stored.id, dir: stored.dir, tests, kept, changed,
    gone: state.order.filter((id) => !now.has(id)), added: planned.size === 0 ? [] : tests.flatMap(({ id }) => (planned.has(id) ? [] : [id])),
  };
}

interface Finished {
  readonly kept: KeptTest;
  readonly definition: string;
  readonly shared: string;
}

interface Finishes {
  readonly finished: ReadonlyMap<string, Finished>;
  /** Ids of all that the file had then; undefined when nobody knows. */
  readonly all?: readonly string[];
}

/** What came to its end in a run, and how it was defined then; of a run that died while it told what it had kept, also in the one before. */
async function finishedIn(earlier: EarlierRun, readText: ResumeRequest['readText'], seen: Set<string>): Promise<Finishes> {
  const { stored, state, configured, begun } = earlier;
  seen.add(stored.id);
  const before = begun || configured?.resumes === undefined ? undefined : await runBefore(configured.resumes, stored, seen);
  const inherited = before === undefined ? undefined : await finishedIn(before, readText, seen);
  const finished = new Map(inherited?.finished);
  const text = await readFile(path.join(stored.dir, CONFIG_FILE)).catch(() => undefined);
  if (text === undefined) return { finished };
  const loaded = await readText(text, readWith(earlier));
  const shared = settingsOf(loaded);
  const plans = new Map(loaded.tests.map((plan) => [plan.id, plan]));
  for (const id of state.order) {
    const [test, plan] = [state.tests[id], plans.get(id)];
    // What was skipped costs nothing to skip again.
    if (test === undefined || plan === undefined || !isFinished(test.outcome) || test.outcome === 'skipped') continue;
    finished.set(id, { kept: { from: test.keptFrom ?? stored.id, runDir: stored.dir, result: resultOf(test) }, definition: definitionOf(plan), shared });
  }
  return { finished, all: loaded.tests.map(({ id }) => id) };
}

/** Where it was, or else beside the run that went on with it. */
async function runBefore({ run, dir }: { readonly run: string; readonly dir: string }, { dir: after }: StoredRun, seen: ReadonlySet<string>): Promise<EarlierRun | undefined> {
  if (seen.has(run)) return undefined;
  for (const place of [dir, path.join(path.dirname(after), run)]) {
    if (await stat(place).then((found) => found.isDirectory(), () => false)) return readEarlierRun(await storedRun(place));
  }
  return undefined;
}

function resultOf(test: TestState): CaseResult {
  const { attempt, earlier, flaky, dir, outcome = 'interrupted', reason, started, duration_ms = 0, failures, services, steps, assertions, metrics, artifacts, unmatched, leftovers, warnings } = test;
  return {
    outcome, attempt, earlier, dir, duration_ms, failures, services, steps, assertions, metrics, artifacts, leftovers,
    ...(flaky === undefined ? {} : { flaky }), ...(reason === undefined ? {} : { reason }), ...(started === undefined ? {} : { started }),
    ...(unmatched === undefined ? {} : { unmatched }), ...(warnings === undefined ? {} : { warnings }),
  };
}

/** The config of a run is stored without its secrets. */
function maskOf(loaded: LoadedExperiment): (text: string) => string {
  const hidden = Object.values(secretValues(loaded, process.env));
  if (hidden.length === 0) return (text) => text;
  const redactor = new Redactor(hidden);
  return (text) => redactor.mask(text);
}
