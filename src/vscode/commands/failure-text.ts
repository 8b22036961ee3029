import { l10n } from '../l10n';
import type { FailurePlace } from '../model/failures';

/** A failure as text that says everything on its own. */
export function failureText({ experiment, test, failure, source }: FailurePlace): string {
  const { line, column } = source.range.start;
  return [
    `${experiment.name} › ${test.name}: ${failure.message}`,
    ...(failure.expected === undefined ? [] : [l10n.t('expected: {0}', failure.expected)]),
    ...(failure.found === undefined ? [] : [l10n.t('found: {0}', failure.found)]),
    `${source.file}:${line}:${column}`,
  ].join('\n');
}
