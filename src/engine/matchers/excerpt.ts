import { shortened } from '../../events';

const MOST_CHARACTERS = 400;
const MOST_LINES = 12;
const SHORT = 80;

/** A text cut to what a person wants to read; its beginning and its end are kept. */
export function excerpt(text: string): string {
  if (text === '') return '(empty)';
  const whole = trimLineEnds(text);
  if (whole === '') return '(only line breaks)';
  if (whole.length <= MOST_CHARACTERS && whole.split('\n').length <= MOST_LINES) return whole;
  const head = whole.slice(0, MOST_CHARACTERS / 2).split('\n').slice(0, MOST_LINES / 2).join('\n');
  const tail = whole.slice(-MOST_CHARACTERS / 2).split('\n').slice(-MOST_LINES / 2).join('\n');
  if (head.length + tail.length >= whole.length) return whole;
  return `${head}\n… ${whole.length - head.length - tail.length} characters …\n${tail}`;
}

/** A value on one line and in quotes where it is a text. */
export function quote(value: unknown): string {
  const cut = typeof value === 'string' && value.length > SHORT ? value.slice(0, SHORT) : value;
  const text = cut === undefined ? 'nothing' : JSON.stringify(cut);
  return text.length <= SHORT && cut === value ? text : `${text.slice(0, SHORT - 1)}…`;
}

/** The last line that says something, shortened; undefined when there is none. */
export function lastLine(text: string): string | undefined {
  const line = `${text.length > 4096 ? '…' : ''}${text.slice(-4096)}`.trimEnd().split(/[\r\n]+/).at(-1)?.trim();
  if (line === undefined || line === '') return undefined;
  return shortened(line, 2 * SHORT);
}

/** The line in which something stands; of a long one what is near. */
export function lineAround(text: string, index: number): string {
  const start = text.lastIndexOf('\n', index - 1) + 1;
  const end = text.indexOf('\n', index);
  const stop = end < 0 ? text.length : end;
  const [from, to] = [Math.max(start, index - MOST_CHARACTERS / 2), Math.min(stop, index + MOST_CHARACTERS / 2)];
  return excerpt(`${from > start ? '…' : ''}${text.slice(from, to)}${to < stop ? '…' : ''}`);
}

/** Without the line breaks at its end; looks at no more of the text than these. */
export function trimLineEnds(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === '\n' || text[end - 1] === '\r')) end -= 1;
  return text.slice(0, end);
}
