import path from 'node:path';
import { Breather, remembered } from '../../events';
import type { Env } from '../../machine';
import type { Draft, LoadedExperiment, TestCasePlan } from '../experiment';
import type { Problem } from '../problem';
import type { ProblemCode } from '../problem-codes';
import { problemAt } from '../problem-at';
import { RECORDING_PROGRAMS } from '../recording-programs';
import { Look } from './look';
import { makesThings, UseCollector, type Use } from './uses';

/** Each place is looked at so many times at once. */
const AT_ONCE = 16;

/**
 * Warns of programs, folders and files that a test case counts on and that are not on this machine. Never blocks the
 * event loop; what is only known during the run is left to it. @returns the same experiment when nothing is missing.
 */
export async function checkMachine(loaded: LoadedExperiment, env: Env, signal?: AbortSignal): Promise<LoadedExperiment> {
  if (loaded.dialect !== 'experiment') return loaded;
  const uses = await usesOf(loaded, env, signal);
  const look = new Look();
  const found: Problem[] = [];
  const waiting = [...uses];
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, waiting.length) }, async () => {
    for (let use = waiting.shift(); use; use = waiting.shift()) {
      const problem = signal?.aborted === true ? undefined : await missing(use, path.dirname(loaded.file), look);
      if (problem) found.push(problem);
    }
  }));
  signal?.throwIfAborted();
  if (found.length === 0) return loaded;
  const before = (a: Problem, b: Problem): number => a.range.start.line - b.range.start.line || a.range.start.column - b.range.start.column;
  return { ...loaded, problems: [...loaded.problems, ...found].sort(before) };
}

/** What all test cases use, each once: cases share what their test says. */
async function usesOf({ file, tests, variables, secrets = [] }: LoadedExperiment, hostEnv: Env, signal: AbortSignal | undefined): Promise<readonly Use[]> {
  // What a secret names must not be told.
  const env = Object.fromEntries(Object.entries(hostEnv).filter(([name]) => !secrets.includes(name)));
  const scope = { variables, file: { dir: path.dirname(file) } };
  const all = new Map<string, Use>();
  const seen = new Set<unknown>();
  const breather = new Breather();
  for (const test of tests) {
    // Iterations share their matrix; where nothing asks for the matrix, so do all cases of a test.
    const key = asksForMatrix(test) ? test.matrix : test.source.path;
    if (seen.has(key) || test.skip !== undefined) continue;
    seen.add(key);
    for (const use of collect(test, new UseCollector(test, scope, env))) {
      const { start } = use.source.range;
      all.set(`${start.line}:${start.column}\0${use.what}\0${use.name}`, use);
    }
    await breather.breathe();
    signal?.throwIfAborted();
  }
  return [...all.values()];
}

function collect(test: TestCasePlan, collector: UseCollector): readonly Use[] {
  for (const service of test.services) collector.service(service.name, service);
  for (const environment of test.environments) collector.environment(environment);
  if (test.recordPackets) collector.recorder(test.recordPackets);
  let late = false;
  for (const step of test.steps) {
    collector.step(step, late);
    late ||= makesThings(step);
  }
  for (const assertion of test.assertions) collector.assertion(assertion, late);
  return collector.uses;
}

const asks = remembered((draft: Draft) => /\$\{\{\s*matrix|"when":/.test(JSON.stringify(draft.value) ?? ''));
const asksForMatrix = ({ services, steps, assertions, environments, env }: TestCasePlan): boolean =>
  [...services, ...steps, ...assertions, ...environments].some(asks) || JSON.stringify(env).includes('${{');

const MISSING: { readonly [what in Use['what']]: ProblemCode } = { program: 'missing-program', folder: 'missing-folder', file: 'missing-file', recorder: 'not-recorded' };

async function missing({ what, name, source, cwd, env, late }: Use, fileDir: string, look: Look): Promise<Problem | undefined> {
  const dir = path.resolve(fileDir, cwd ?? '.');
  const named = what !== 'program' || /[/\\]/.test(name);
  if (named && late) return undefined;
  switch (what) {
    case 'program':
      // A folder that is not there is told on its own.
      if (await look.isProgram(name, dir, env) || (named && !await look.isFolder(dir))) return undefined;
      if (named && await look.isFolder(path.resolve(dir, name))) return warn(what, source, `${path.resolve(dir, name)} is a folder, not a program`, name);
      return warn(what, source, named ? `There is no program ${path.resolve(dir, name)}` : `There is no program "${name}" in the PATH`, name);
    case 'folder':
      return await look.isFolder(path.resolve(fileDir, name)) ? undefined : warn(what, source, `The folder ${path.resolve(fileDir, name)} does not exist`, name);
    case 'file':
      return await look.isThere(path.resolve(fileDir, name)) ? undefined : warn(what, source, `There is no file ${path.resolve(fileDir, name)}`, name);
    case 'recorder':
      for (const program of RECORDING_PROGRAMS) if (await look.isProgram(program, dir, env)) return undefined;
      return warn(what, source, `Packets are not recorded: there is no program ${RECORDING_PROGRAMS.map((program) => `"${program}"`).join(' or ')} in the PATH`, name);
    default: return what satisfies never;
  }
}

const warn = (what: Use['what'], source: Use['source'], message: string, found: string): Problem => problemAt(source, MISSING[what], message, { severity: 'warning', found });
