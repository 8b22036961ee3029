import type * as z from 'zod';
import { closest } from '../distance';
import { hasExpression } from '../expressions/template';
import { formatPath, type Path } from '../path';

/** One thing that does not hold, still without its place in a file. */
export interface Finding {
  readonly path: Path;
  readonly code: 'missing-key' | 'wrong-value' | 'invalid-name' | 'bad-pattern';
  readonly expected: string;
  readonly found: unknown;
  /** The word that was probably meant. */
  readonly meant: string | undefined;
}

const KINDS: { readonly [expected: string]: string } = {
  string: 'text', number: 'a number', int: 'a whole number', boolean: 'true or false', object: 'a map', record: 'a map', array: 'a list', null: 'nothing',
};

export const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((found, key) => (typeof found === 'object' && found !== null && Object.hasOwn(found, key) ? (found as { readonly [key: PropertyKey]: unknown })[key] : undefined), value);

type Issue = z.core.$ZodIssue;

const expectedBy = (issue: Issue): string => {
  if (issue.message !== '') return issue.message;
  switch (issue.code) {
    case 'invalid_type': return KINDS[issue.expected] ?? issue.expected;
    case 'invalid_value': return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.map(String).join(', ')}`;
    case 'too_small': return `at least ${issue.minimum}`;
    case 'too_big': return `at most ${issue.maximum}`;
    case 'invalid_format': return issue.pattern === undefined ? `text in the form of ${issue.format}` : `text that matches ${issue.pattern}`;
    case 'not_multiple_of': return `a multiple of ${issue.divisor}`;
    default: return 'something else';
  }
};

const keysOf = (path: Path): string => path.map(String).join('\0');

const isBadPattern = (issue: Issue): boolean => issue.code === 'custom' && issue.params?.['code'] === 'bad-pattern';

/** A union's problem is that of the one alternative that was meant, where that can be told. */
const flatten = (issue: Issue, base: Path): readonly { readonly issue: Issue; readonly path: Path }[] => {
  const path = [...base, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))];
  if (issue.code !== 'invalid_union') return [{ issue, path }];
  const meant = issue.errors.filter((branch) => branch.length > 0 && branch.every((inner) => inner.path.length > 0 || isBadPattern(inner)));
  const [only] = meant;
  return meant.length === 1 && only ? only.flatMap((inner) => flatten(inner, path)) : [{ issue, path }];
};

/** Checks a plain value; the expected is said as people say it. */
export const check = <Schema extends z.ZodType>(schema: Schema, value: unknown): { readonly data?: z.output<Schema>; readonly findings: readonly Finding[] } => {
  const result = schema.safeParse(value, { error: () => '' });
  if (result.success) return { data: result.data, findings: [] };
  const findings = new Map<string, Finding>();
  for (const { issue, path } of result.error.issues.flatMap((one) => flatten(one, []))) {
    const found = issue.code === 'invalid_key' ? path.at(-1) : valueAt(value, path);
    const code = issue.code === 'invalid_key' ? 'invalid-name' : isBadPattern(issue) ? 'bad-pattern' : found === undefined && path.length > 0 ? 'missing-key' : 'wrong-value';
    const key = keysOf(path);
    if (findings.has(key)) continue;
    const words = issue.code === 'invalid_value' ? issue.values.map(String) : [];
    const expected = issue.code === 'invalid_key' ? expectedBy(issue.issues[0] ?? issue) : expectedBy(issue);
    findings.set(key, { path, code, expected, found, meant: typeof found === 'string' ? closest(found, words) : undefined });
  }
  return { findings: [...findings.values()] };
};

/** What the finding is about still waits for its expressions. */
export const awaitsExpression = (finding: Finding, value: unknown): boolean =>
  (finding.code === 'wrong-value' || finding.code === 'bad-pattern') && hasExpression(finding.found) || finding.code === 'missing-key' && hasExpression(valueAt(value, finding.path.slice(0, -1)));

const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}…` : text);

/** A value as it is told in a message. */
export const describe = (value: unknown): string => {
  if (typeof value === 'string') return value === '' ? 'an empty text' : `"${short(value)}"`;
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  return typeof value === 'object' ? (Object.keys(value).length === 0 ? 'an empty map' : 'a map') : String(value);
};

/** Told so by the schemas of texts, and of lists of them. */
export const wantsText = (expected: string): boolean => /^(?:a )?text\b/.test(expected);

/** The message of a finding; `name` is what a finding without a path is about. */
export const messageOf = ({ path, code, expected, found, meant }: Finding, name: string): string => {
  if (code === 'invalid-name') return `${describe(found)} cannot be a name here: expected ${expected}`;
  const subject = path.length === 0 ? name : formatPath(path);
  if (code === 'missing-key') return `"${subject}" is missing: expected ${expected}`;
  const quote = typeof found === 'number' && wantsText(expected) ? `: put it in quotes, "${found}"` : '';
  const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`;
  return `"${subject}" must be ${expected}; found ${describe(found)}${quote}.${hint}`.replace(/\.$/, '');
};
