import { secretPatterns, SHORTEST_PART, type SecretPattern } from './secret-pattern';

/** What stands where a secret stood. */
export const MASK = '***';

type Span = readonly [from: number, to: number];

/** So many of its first characters make a place worth a closer look. */
const HEAD = 4;
const NONE: readonly SecretPattern[] = [];
/** Where somebody has left something out of a text. */
const CUT = /["\n]?(?:… \d+ characters …|…|\.\.\.)\n?/g;

/** Masks values in texts, also where they stand encoded: URL, base64 at any shift, hex, JSON, XML, quotes of a shell. */
export class Redactor {
  readonly #patterns: readonly SecretPattern[];
  readonly #longest: number;
  /** By what they can begin with. */
  readonly #byFirst = new Map<number, SecretPattern[]>();
  readonly #heads: RegExp | undefined;

  /** @param encoding `latin1` for texts that hold bytes one by one. */
  constructor(values: Iterable<string>, encoding: 'utf8' | 'latin1' = 'utf8') {
    this.#patterns = [...new Set(values)].filter((value) => value !== '').flatMap((value) => secretPatterns(value, encoding));
    this.#longest = Math.max(0, ...this.#patterns.map(({ longest }) => longest));
    for (const pattern of this.#patterns) for (const first of pattern.firsts) this.#byFirst.set(first, [...(this.#byFirst.get(first) ?? []), pattern]);
    this.#heads = this.#patterns.length === 0 ? undefined : new RegExp([...new Set(this.#patterns.map((pattern) => pattern.head(HEAD)))].join('|'), 'g');
  }

  /** The text masked; a secret that was cut where the text says so (`…`) is masked as far as it stands there. */
  mask(text: string): string {
    if (this.#heads === undefined) return text;
    return replaced(text, text.includes('…') || text.includes('...') ? [...this.#spans(text), ...this.#cutSpans(text)] : this.#spans(text));
  }

  /** A piece of a longer text masked, whose end is a `safeEnd`. */
  maskPiece(text: string): string {
    return replaced(text, this.#spans(text));
  }

  /** Plain data with every text masked, keys too; the same object where nothing had to be. */
  maskDeep<Value>(value: Value): Value {
    return this.#heads === undefined ? value : this.#deep(value) as Value;
  }

  /** Up to where a text can be masked although more of it will come: a secret that has begun is not cut. */
  safeEnd(text: string): number {
    const end = this.#openFrom(text);
    return merged(this.#spans(text)).find(([from, to]) => from < end && end < to)?.[0] ?? end;
  }

  /** Those that may begin there. */
  #at(text: string, from: number): readonly SecretPattern[] {
    return this.#byFirst.get(text.charCodeAt(from)) ?? NONE;
  }

  /** Where the first secret may begin that the text does not hold whole. */
  #openFrom(text: string): number {
    for (let from = Math.max(0, text.length - this.#longest); from < text.length; from += 1) {
      if (this.#at(text, from).some((pattern) => pattern.match(text, from).open)) return from;
    }
    return text.length;
  }

  #deep(value: unknown): unknown {
    if (typeof value === 'string') return this.mask(value);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) {
      const items = value.map((item) => this.#deep(item));
      return items.some((item, index) => item !== value[index]) ? items : value;
    }
    const entries = Object.entries(value).map(([key, inner]) => [this.mask(key), this.#deep(inner), key, inner] as const);
    return entries.some(([key, inner, oldKey, old]) => key !== oldKey || inner !== old) ? Object.fromEntries(entries) : value;
  }

  /** Where secrets stand whole. */
  #spans(text: string): readonly Span[] {
    const heads = this.#heads;
    if (heads === undefined) return [];
    const spans: Span[] = [];
    heads.lastIndex = 0;
    for (let found = heads.exec(text); found !== null; found = heads.exec(text)) {
      const from = found.index;
      const ends = this.#at(text, from).flatMap((pattern) => pattern.match(text, from).end ?? []);
      if (ends.length > 0) spans.push([from, Math.max(...ends)]);
      heads.lastIndex = from + 1;
    }
    return spans;
  }

  /** Where a part of a secret stands before or after something that was left out. */
  #cutSpans(text: string): readonly Span[] {
    return [...text.matchAll(CUT)].flatMap(({ index, 0: mark }): readonly Span[] => {
      const after = index + mark.length;
      return [...this.#endingAt(text, index), ...this.#beginningAt(text, after)];
    });
  }

  #endingAt(text: string, cut: number): readonly Span[] {
    for (let from = Math.max(0, cut - this.#longest); from <= cut - SHORTEST_PART; from += 1) {
      if (this.#at(text, from).some((pattern) => pattern.match(text, from, cut).open)) return [[from, cut]];
    }
    return [];
  }

  #beginningAt(text: string, from: number): readonly Span[] {
    const ends = this.#patterns.flatMap((pattern) => {
      for (let skipped = 1; skipped <= pattern.length - SHORTEST_PART; skipped += 1) {
        // A cut may also go through the encoding of a character.
        for (let at = from; at < from + 6; at += 1) {
          const { end } = pattern.match(text, at, text.length, skipped);
          if (end !== undefined) return [end];
        }
      }
      return [];
    });
    return ends.length === 0 ? [] : [[from, Math.max(...ends)]];
  }
}

/** Spans that overlap, as one; in order. */
function merged(spans: readonly Span[]): readonly Span[] {
  const whole: [number, number][] = [];
  for (const [from, to] of [...spans].sort(([a], [b]) => a - b)) {
    const last = whole.at(-1);
    if (last !== undefined && from < last[1]) last[1] = Math.max(last[1], to);
    else whole.push([from, to]);
  }
  return whole;
}

function replaced(text: string, spans: readonly Span[]): string {
  if (spans.length === 0) return text;
  let masked = '';
  let at = 0;
  for (const [from, to] of merged(spans)) {
    masked += text.slice(at, from) + MASK;
    at = to;
  }
  return masked + text.slice(at);
}
