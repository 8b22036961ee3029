export interface Expression {
  /** Offsets within the text, braces included. */
  readonly from: number;
  readonly to: number;
  readonly path: readonly string[];
  /** What stands after `??`. */
  readonly fallback?: { readonly value: string | number | boolean | null };
}
export interface TemplateError {
  readonly from: number;
  readonly to: number;
  readonly message: string;
}
export interface Template {
  readonly parts: readonly (string | Expression)[];
  readonly errors: readonly TemplateError[];
}

const OPEN = '${{';
const SPACE = /\s*/y;
const WORD = /[A-Za-z_][\w-]*/y;
const DOTTED = /\.([\w-]+)/y;
const INDEX = /\[\s*(?:(\d+)|"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)')\s*\]/y;
const LITERAL = /(?:'((?:[^']|'')*)'|"((?:[^"\\]|\\.)*)"|(true|false|null)\b|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?))/y;

class Malformed extends Error {}

/** Reads one expression from its opening braces on. */
class ExpressionReader {
  constructor(private readonly text: string, private at: number) {}

  read(from: number): Expression {
    this.take(SPACE);
    const root = this.take(WORD);
    if (!root) throw new Malformed('A name is expected, as in ${{ variables.port }}');
    const path = [root[0], ...this.rest()];
    this.take(SPACE);
    const fallback = this.fallback();
    this.take(SPACE);
    if (!this.text.startsWith('}}', this.at)) throw new Malformed(this.complaint());
    return { from, to: this.at + 2, path, ...(fallback === undefined ? {} : { fallback }) };
  }

  private rest(): string[] {
    const parts: string[] = [];
    for (;;) {
      const dotted = this.take(DOTTED);
      const index = dotted ? undefined : this.take(INDEX);
      if (dotted) parts.push(dotted[1] ?? '');
      else if (index) parts.push(index[1] ?? unescaped(index[2], index[3]));
      else return parts;
    }
  }

  private fallback(): Expression['fallback'] {
    if (!this.text.startsWith('??', this.at)) return undefined;
    this.at += 2;
    this.take(SPACE);
    const literal = this.take(LITERAL);
    if (!literal) throw new Malformed("After ?? a literal is expected, as in ?? 'default'");
    const [, single, double, word, number] = literal;
    if (number !== undefined) return { value: Number(number) };
    if (word !== undefined) return { value: word === 'null' ? null : word === 'true' };
    return { value: unescaped(double, single) };
  }

  private complaint(): string {
    const end = this.text.indexOf('}}', this.at);
    if (end < 0) return 'The expression is not closed: "}}" is missing';
    return `Only names and one ?? 'default' may stand in an expression; found "${this.text.slice(this.at, end).trim()}"`;
  }

  private take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match) this.at = pattern.lastIndex;
    return match ?? undefined;
  }
}

const unescaped = (double: string | undefined, single: string | undefined): string =>
  double !== undefined ? double.replace(/\\(.)/g, '$1') : (single ?? '').replaceAll("''", "'");

/** Whether `${{` occurs at all: the cheap test before parsing. */
export const hasExpression = (value: unknown): boolean => typeof value === 'string' && value.includes(OPEN);

/** Splits a text into what is literal and its `${{ … }}`; `$${{` stands for itself. */
export const parseTemplate = (text: string): Template => {
  const parts: (string | Expression)[] = [];
  const errors: TemplateError[] = [];
  let literal = '';
  let at = 0;
  for (let open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, at)) {
    if (open > at && text[open - 1] === '$') {
      literal += `${text.slice(at, open - 1)}${OPEN}`;
      at = open + OPEN.length;
      continue;
    }
    literal += text.slice(at, open);
    try {
      const expression = new ExpressionReader(text, open + OPEN.length).read(open);
      if (literal !== '') parts.push(literal);
      literal = '';
      parts.push(expression);
      at = expression.to;
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      const close = text.indexOf('}}', open);
      at = close < 0 ? text.length : close + 2;
      errors.push({ from: open, to: at, message: error.message });
    }
  }
  literal += text.slice(at);
  if (literal !== '') parts.push(literal);
  return { parts, errors };
};
