import { l10n } from '../l10n';
import type { Experiment } from '../model/experiment';
import type { Pattern } from '../model/name-pattern';
import type { ChosenTest } from './pick';

export const matching = (experiments: readonly Experiment[], { matches }: Pattern): readonly ChosenTest[] =>
  experiments.flatMap((experiment) => experiment.tests().filter(({ plan }) => plan !== undefined && matches(plan)).map((test) => ({ experiment, test })));

/** How many there are: `3 test cases`, `12 test cases of 2 experiments`. */
export function matchedText(chosen: readonly ChosenTest[]): string {
  const experiments = new Set(chosen.map(({ experiment }) => experiment)).size;
  const tests = chosen.length === 1 ? l10n.t('1 test case') : l10n.t('{0} test cases', chosen.length);
  return experiments > 1 ? l10n.t('{0} of {1} experiments', tests, experiments) : tests;
}

/** All tags of the files, sorted. */
export const tagsOf = (experiments: readonly Experiment[]): readonly string[] =>
  [...new Set(experiments.flatMap(({ loaded }) => loaded?.tests.flatMap(({ tags }) => tags) ?? []))].sort();
