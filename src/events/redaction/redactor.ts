import { encodedForms } from './encoded-forms';

/** What stands where a secret stood. */
export const MASK = '***';

/** Masks values in texts, also where they stand encoded: URL, base64 at any shift, hex, JSON, XML, quotes of a shell. */
export class Redactor {
  /** Every form of every value, the longest first. */
  readonly #forms: readonly string[];
  readonly #firsts: ReadonlySet<number>;
  readonly #any: RegExp | undefined;

  /** @param encoding `latin1` for texts that hold bytes one by one. */
  constructor(values: Iterable<string>, encoding: 'utf8' | 'latin1' = 'utf8') {
    const forms = [...values].flatMap(encodedForms).map((form) => (encoding === 'utf8' ? form : Buffer.from(form, 'utf8').toString('latin1')));
    this.#forms = [...new Set(forms)].sort((a, b) => b.length - a.length);
    this.#firsts = new Set(this.#forms.map((form) => form.charCodeAt(0)));
    this.#any = forms.length === 0 ? undefined : new RegExp(this.#forms.map((form) => form.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|'));
  }

  mask(text: string): string {
    if (this.#any?.test(text) !== true) return text;
    let masked = '';
    let at = 0;
    for (const [from, to] of this.#spans(text)) {
      masked += text.slice(at, from) + MASK;
      at = to;
    }
    return masked + text.slice(at);
  }

  /** Plain data with every text masked, keys too; the same object where nothing had to be. */
  maskDeep<Value>(value: Value): Value {
    return this.#any === undefined ? value : this.#deep(value) as Value;
  }

  /** Up to where a text can be masked although more of it will come: a secret that has begun is not cut. */
  safeEnd(text: string): number {
    const end = text.length - this.#openEnd(text);
    const cut = this.#any?.test(text) === true ? this.#spans(text).find(([from, to]) => from < end && end < to) : undefined;
    return cut?.[0] ?? end;
  }

  /** Length of the longest end of the text that may be the beginning of a secret. */
  #openEnd(text: string): number {
    for (let length = Math.min(text.length, (this.#forms[0]?.length ?? 0) - 1); length > 0; length--) {
      const from = text.length - length;
      if (!this.#firsts.has(text.charCodeAt(from))) continue;
      const end = text.slice(from);
      if (this.#forms.some((form) => form.length > length && form.startsWith(end))) return length;
    }
    return 0;
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

  /** Where forms stand; where they overlap, as one. */
  #spans(text: string): readonly (readonly [from: number, to: number])[] {
    const found = this.#forms.flatMap((form) => {
      const spans: [number, number][] = [];
      for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) spans.push([at, at + form.length]);
      return spans;
    });
    const merged: [number, number][] = [];
    for (const [from, to] of found.sort(([a], [b]) => a - b)) {
      const last = merged.at(-1);
      if (last !== undefined && from < last[1]) last[1] = Math.max(last[1], to);
      else merged.push([from, to]);
    }
    return merged;
  }
}
