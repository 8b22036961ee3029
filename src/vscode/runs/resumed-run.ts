import path from 'node:path';
import type { LoadedExperiment } from '../../config';
import type { RunRequest } from '../../runs';
import type { Experiments } from '../discovery/experiments';
import { engine } from '../engine';
import { l10n } from '../l10n';
import type { Experiment } from '../model/experiment';

export interface ResumedRun {
  readonly request: Pick<RunRequest, 'loaded' | 'only' | 'resume' | 'readWith' | 'seed' | 'shard' | 'outputDir'>;
  /** What a person is told of it. */
  readonly line: string;
}

/** How a run goes on with an earlier one. @param dir that one's folder; @param loaded the file as it is now. @throws ResumeRefused */
export async function resumedRun(dir: string, experiment: Experiment, loaded: LoadedExperiment, experiments: Experiments): Promise<ResumedRun> {
  const { closeInterruptedRuns, planResume, readEarlierRun, readWith, storedRun } = await engine();
  const outputDir = path.dirname(path.dirname(dir));
  // Nothing of it may be alive.
  await closeInterruptedRuns([outputDir]);
  const earlier = await readEarlierRun(await storedRun(dir));
  const how = readWith(earlier);
  const changes = how.iterations !== undefined || Object.keys(how.variables ?? {}).length > 0;
  const now = changes ? await experiments.readText(experiment, Buffer.from(loaded.text), how) : loaded;
  const resume = await planResume({ earlier, loaded: now, readText: (text, options) => experiments.readText(experiment, text, options) });
  const { seed, shard } = earlier.configured?.settings ?? {};
  return {
    request: {
      loaded: now, only: new Set(resume.tests.map(({ id }) => id)), resume, readWith: how, outputDir,
      ...(seed === undefined ? {} : { seed }), ...(shard === undefined ? {} : { shard }),
    },
    line: [
      l10n.t('resuming run {0}: of {1} test cases {2} are kept', resume.run, resume.tests.length, resume.kept.size),
      ...(resume.changed.length === 0 ? [] : [l10n.t('changed since, run again: {0}', resume.changed.join(', '))]),
      ...(resume.added.length === 0 ? [] : [l10n.t('new since: {0}', resume.added.join(', '))]),
      ...(resume.gone.length === 0 ? [] : [l10n.t('no longer in the file: {0}', resume.gone.join(', '))]),
    ].join('; '),
  };
}
