import { l10n } from '../l10n';
import type { Experiment } from '../model/experiment';
import type { ChosenTest } from './pick';

/** What a person means by a pattern: `#smoke` a tag, else a part of a name; with `*` or `?` the whole name. */
export interface Pattern {
  readonly text: string;
  matches(test: { readonly name: string; readonly base: string; readonly id: string; readonly tags: readonly string[] }): boolean;
}

type Compile = (glob: string) => (text: string) => boolean;

/** @param compile matches the whole of a text against a glob */
export function patternOf(text: string, compile: Compile): Pattern {
  const wanted = text.trim();
  if (wanted.startsWith('#')) return { text: wanted, matches: ({ tags }) => tags.includes(wanted.slice(1)) };
  const glob = compile((/[*?]/.test(wanted) ? wanted : `*${wanted}*`).toLowerCase());
  return { text: wanted, matches: ({ name, base, id }) => [name, base, id].some((one) => glob(one.toLowerCase())) };
}

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
