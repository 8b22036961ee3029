/** How one character of a secret may stand in a text: as it is, or in any encoding that programs use; by its first character there. */
type Token = ReadonlyMap<number, readonly string[]>;

/** Where a text stands to a secret that may begin at some place of it. */
export interface Match {
  /** Where the secret ends; undefined: it does not stand there. */
  readonly end: number | undefined;
  /** The text ends before it could be told whether the secret, or more of it, stands there. */
  readonly open: boolean;
}

/** A value as it may stand in a text, character by character in whatever encoding, so that also a mixture of them is seen. */
export class SecretPattern {
  /** Of the longest text that it can be. */
  readonly longest: number;
  /** What it can begin with. */
  readonly firsts: readonly number[];

  constructor(private readonly tokens: readonly Token[]) {
    const longest = new Map([...new Set(tokens)].map((token) => [token, Math.max(...formsIn(token).map(({ length }) => length))]));
    this.longest = tokens.reduce((sum, token) => sum + (longest.get(token) ?? 0), 0);
    this.firsts = [...(tokens[0]?.keys() ?? [])];
  }

  get length(): number {
    return this.tokens.length;
  }

  /** A regular expression for its first characters. */
  head(count: number): string {
    return this.tokens.slice(0, count).map((token) => `(?:${formsIn(token).map((form) => form.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|')})`).join('');
  }

  /** @param until where the text is taken to end. @param skipped so many of the secret's characters are missing at its beginning */
  match(text: string, from: number, until = text.length, skipped = 0): Match {
    let open = false;
    let ends: readonly number[] = [from];
    for (let index = skipped; index < this.tokens.length && ends.length > 0; index += 1) {
      const next: number[] = [];
      for (const at of ends) {
        if (at === until) open = true;
        else for (const form of this.tokens[index]?.get(text.charCodeAt(at)) ?? NONE) {
          const end = at + form.length;
          if (end > until) open ||= form.startsWith(text.slice(at, until));
          else if ((form.length === 1 || text.startsWith(form, at)) && !next.includes(end)) next.push(end);
        }
      }
      ends = next;
    }
    return { end: ends.length === 0 ? undefined : Math.max(...ends), open };
  }
}

const NONE: readonly string[] = [];
const formsIn = (token: Token): readonly string[] => [...token.values()].flat();

function tokenOf(forms: Iterable<string>): Token {
  const token = new Map<number, string[]>();
  for (const form of new Set(forms)) {
    const first = form.charCodeAt(0);
    token.set(first, [...(token.get(first) ?? []), form]);
  }
  return token;
}

/** Shorter lines of a secret of several lines are no secret, and shorter parts of an encoding say nothing. */
export const SHORTEST_PART = 4;

/** A value as it may stand in a text: whole, by line, in base64 and in hex. */
export function secretPatterns(value: string, encoding: 'utf8' | 'latin1'): readonly SecretPattern[] {
  const lines = value.split(/\r?\n/).map((line) => line.trim()).filter((line) => line.length >= SHORTEST_PART);
  const known = new Map<string, Token>();
  const tokenOfSign = (sign: string): Token => {
    const token = known.get(sign) ?? formsOf(sign, encoding);
    known.set(sign, token);
    return token;
  };
  return [...new Set([value, ...lines])].flatMap((part) => [
    [...part].map(tokenOfSign), ...base64Forms(part), hexForms(part),
  ]).filter((tokens) => tokens.length > 0).map((tokens) => new SecretPattern(tokens));
}

const XML: { readonly [sign: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
const LETTERS: { readonly [sign: string]: string } = { '\n': 'n', '\r': 'r', '\t': 't', '\b': 'b', '\f': 'f', '\v': 'v', '\0': '0', '\x1b': 'e', '\x07': 'a' };
/** A quote within a quoted text of a shell. */
const REQUOTED = ["'\\''", "'\\\\''", '\'"\'"\'', '\'\\"\'\\"\''];

function formsOf(sign: string, encoding: 'utf8' | 'latin1'): Token {
  const bytes = [...Buffer.from(sign, 'utf8')];
  const code = sign.codePointAt(0) ?? 0;
  const units = [...Array(sign.length).keys()].map((at) => sign.charCodeAt(at).toString(16).padStart(4, '0'));
  const inHex = (before: string): string => bytes.map((byte) => before + byte.toString(16).padStart(2, '0')).join('');
  const hex = code.toString(16);
  const letter = LETTERS[sign];
  const forms = [
    encoding === 'utf8' ? sign : Buffer.from(bytes).toString('latin1'),
    inHex('%'), `&#${code};`, `&#0${code};`, `&#x${hex};`, `&#x0${hex};`,
    ...escaped(...units.map((unit) => `u${unit}`)), ...escaped(...bytes.map((byte) => `x${byte.toString(16).padStart(2, '0')}`)),
    ...escaped(...bytes.map((byte) => byte.toString(8))), ...escaped(...bytes.map((byte) => byte.toString(8).padStart(3, '0'))),
    ...(letter === undefined ? [] : escaped(letter)),
    ...(/[\p{L}\p{N}]/u.test(sign) ? [] : [...escaped(sign), ...(sign === '\\' ? ['\\\\'] : [])]),
    ...(XML[sign] === undefined ? [] : [XML[sign]]),
    ...(sign === ' ' ? ['+'] : sign === "'" ? REQUOTED : sign === '\n' ? ['\r\n', '%0D%0A', '&#xD;&#xA;'] : sign === '\ufffd' ? ['%EF%BF%BD'] : []),
  ];
  // Hexadecimal digits come in both cases.
  return tokenOf(forms.flatMap((form) => (/^(%|&#x)/.test(form) ? [form, form.toUpperCase().replace('&#X', '&#x')] : form.startsWith('\\') ? [form, form.replace(/[0-9a-f]{2,4}/g, (digits) => digits.toUpperCase())] : [form])));
}

/** Behind a backslash, which may itself be within a text of a text. */
const escaped = (...parts: readonly string[]): readonly string[] => [1, 2, 3, 4, 7, 8].map((depth) => parts.map((part) => '\\'.repeat(depth) + part).join(''));

/** Also within a quoted text. */
const BREAKS = ['\n', '\r\n', '\\n', '\\r\\n', '&#10;'];

/** Tokens of digits; programs break long lines of them. */
function digits(text: string, formsOfDigit: (digit: string) => readonly string[]): readonly Token[] {
  const known = new Map([...new Set(text)].map((digit) => [digit, tokenOf(formsOfDigit(digit).flatMap((form) => ['', ...BREAKS].map((before) => before + form)))]));
  return [...text].map((digit, at) => (at === 0 ? tokenOf(formsOfDigit(digit)) : known.get(digit) ?? tokenOf([digit])));
}

const BASE64: { readonly [digit: string]: readonly string[] } = { '+': ['+', '-', '%2B', '%2b'], '/': ['/', '_', '%2F', '%2f', '\\/'] };

/** What stays of a text in base64 whatever stands before and after it, at each of the three shifts. */
const base64Forms = (text: string): readonly (readonly Token[])[] => {
  const bytes = Buffer.from(text, 'utf8');
  return [0, 1, 2].map((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    const form = whole.slice(Math.ceil(shift * 8 / 6), Math.floor((shift + bytes.length) * 8 / 6));
    return form.length < SHORTEST_PART ? [] : digits(form, (digit) => BASE64[digit] ?? [digit]);
  });
};

const hexForms = (text: string): readonly Token[] => digits(Buffer.from(text, 'utf8').toString('hex'), (digit) => [digit, digit.toUpperCase()]);
