import type { SourceRef } from '../../events';
import type { TestCasePlan } from '../../config';
import { localSource } from './local-experiment';
import type { Experiment, ShownTest } from './experiment';

/**
 * Where a place of a run is in the file as it is now: the file may have been edited since. Falls back to the place
 * as the run knew it.
 */
export function currentSource(experiment: Experiment, test: ShownTest, as: SourceRef | undefined, runFile = test.run?.state().file): SourceRef | undefined {
  const source = as === undefined ? undefined : localSource(as, runFile, experiment);
  const was = test.state?.source.path;
  if (source === undefined || test.plan === undefined || was === undefined || source.file !== experiment.file) return source;
  if (source.path === was) return test.plan.source;
  if (!isBelow(source.path, was)) return source;
  return find(test.plan, `${test.plan.source.path}${source.path.slice(was.length)}`) ?? source;
}

function find(plan: TestCasePlan, path: string): SourceRef | undefined {
  for (const draft of [...plan.services, ...plan.steps, ...plan.assertions]) {
    if (path === draft.source.path) return draft.source;
    if (!isBelow(path, draft.source.path)) continue;
    const found = draft.sourceOf(path.slice(draft.source.path.length).replace(/^\./, ''));
    // A nearest parent is no better than what the run knew.
    if (found.path === path) return found;
  }
  return undefined;
}

const isBelow = (path: string, parent: string): boolean => path.startsWith(`${parent}.`) || path.startsWith(`${parent}[`);
