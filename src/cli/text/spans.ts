import { displayWidth, fit } from './display-width';

/** A piece of a line; its style adds no columns. */
export interface Span {
  readonly text: string;
  readonly style?: (text: string) => string;
}

/** The line as text, cut to `columns` without breaking a style. */
export function spansText(spans: readonly Span[], columns = Infinity): string {
  let left = columns;
  let line = '';
  for (const { text, style } of spans) {
    const shown = left === Infinity ? text : fit(text, left);
    line += style === undefined || shown === '' ? shown : style(shown);
    left -= displayWidth(shown);
    if (shown !== text) break;
  }
  return line;
}

export const spansWidth = (spans: readonly Span[]): number => spans.reduce((sum, { text }) => sum + displayWidth(text), 0);
