import type { RunState } from '../../results';
import { printable } from '../text/printable';
import { placeText, type FailureReportOptions } from './failure-report';

/** Beyond this a terminal is no place to read; run.json has all of them. */
const MOST = 20;

/** The warnings of a run, for its summary. */
export function warningReport({ order, tests }: RunState, { labels, colors, showPath }: FailureReportOptions): readonly string[] {
  const all = order.flatMap((id) => tests[id]?.warnings?.map((warning) => ({ id, ...warning })) ?? []);
  if (all.length === 0) return [];
  const shown = all.slice(0, MOST).map(({ id, message, source }) => {
    const at = source === undefined ? '' : ` at ${colors.cyan(placeText(source, showPath))}`;
    return `   ${labels.of(id)}: ${colors.yellow(printable(message))}${at}`;
  });
  const rest = all.length - shown.length;
  return ['', colors.bold('Warnings'), ...shown, ...(rest === 0 ? [] : [`   … and ${rest} more, all in run.json`]), ''];
}
