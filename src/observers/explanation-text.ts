import type { Explanation, ObserverSource } from '../events';

/** Who gets events of a type, in which order, and why others do not: for people. */
export function explanationText({ type, known, didYouMean, receivers, others }: Explanation): string {
  const meant = didYouMean === undefined ? '' : ` Did you mean ${didYouMean}?`;
  return [
    known ? type : `${type}: no known event has this type.${meant} A custom event is known once it is defined or published.`,
    '',
    ...(receivers.length === 0 ? ['Nobody gets it.'] : [
      'It goes, in this order, to:',
      ...columns(receivers.map(({ observer, pattern, priority, source }, index) => [
        `${index + 1}.`, observer, `through ${pattern}`, sourceText(source), priority === 0 ? '' : `priority ${priority > 1e15 ? '∞' : priority}`,
      ])),
    ]),
    ...(others.length === 0 ? [] : ['', 'It does not go to:', ...columns(others.map(({ observer, reason }) => ['-', observer, reason]))]),
    '',
  ].join('\n');
}

const sourceText = (source: ObserverSource | undefined): string =>
  (source === undefined ? '' : [source.kind === 'built-in' ? 'built in' : source.kind, source.name ?? source.file].filter((word) => word !== undefined).join(' '));

function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
}
