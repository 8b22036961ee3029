import type * as z from 'zod';
import type { SourceRef } from '../../events';
import { evaluateText, evaluateToString, ExpressionError, mapScalars, mapStrings } from '../expressions/evaluate';
import { hasExpression } from '../expressions/template';
import type { Draft } from '../experiment';
import { formatPath, parsePath } from '../path';
import { ConfigError, type Problem } from '../problem';
import { problemAt } from '../problem-at';
import { check, describe, messageOf, valueAt, type Finding } from '../schema/validate';
import type { ExpressionScope } from '../specs';

/** The draft's value with every expression replaced, but for texts that are left as they are. @throws ConfigError with all expressions that could not be */
export const replaceExpressions = (draft: Draft, scope: ExpressionScope, isLeft: (text: string, path: readonly (string | number)[]) => boolean = () => false): unknown => {
  const problems: Problem[] = [];
  const value = mapStrings(draft.value, (text, path) => {
    if (!hasExpression(text) || isLeft(text, path)) return text;
    try {
      return evaluateText(text, scope);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      problems.push(problemAt(draft.sourceOf(formatPath(path)), 'unresolved-expression', error.message, { found: text.slice(error.from, error.to) }));
      return text;
    }
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return value;
};

/**
 * A number or a flag that an expression gave becomes text where text is wanted: `[--port, "${{ … }}"]` takes any scalar.
 * What the author wrote without an expression stays as written.
 */
export const withTexts = (value: unknown, findings: readonly Finding[], written: unknown): unknown => {
  const texts = new Set(findings
    .filter(({ path, found }) => (typeof found === 'number' || typeof found === 'boolean') && hasExpression(valueAt(written, path)))
    .map(({ path }) => formatPath(path)));
  return texts.size === 0 ? value : mapScalars(value, (scalar, path) => (texts.has(formatPath(path)) ? String(scalar) : scalar));
};

/** The value as `validated` takes it, before the schema makes something else of it: texts where texts are wanted. */
export const textual = (schema: z.ZodType, value: unknown, draft: Draft, under: string): unknown =>
  withTexts(value, check(schema, value).findings, valueAt(draft.value, parsePath(under)));

/** Validates what the expressions left; `under` is where the value stands in the draft. @throws ConfigError */
export const validated = <Schema extends z.ZodType>(schema: Schema, value: unknown, draft: Draft, under = ''): z.output<Schema> => {
  const first = check(schema, value);
  if (first.data !== undefined) return first.data;
  const { data, findings } = check(schema, withTexts(value, first.findings, valueAt(draft.value, parsePath(under))));
  if (data !== undefined) return data;
  throw new ConfigError(findings.map((finding) => {
    const path = formatPath(finding.path);
    const place = under === '' || path === '' ? `${under}${path}` : path.startsWith('[') ? `${under}${path}` : `${under}.${path}`;
    return problemAt(draft.sourceOf(place), finding.code, messageOf(finding, under || draft.source.path), { found: describe(finding.found), expected: finding.expected });
  }));
};

/** @throws ConfigError */
export const resolveString = (text: string, scope: ExpressionScope, source: SourceRef): string => {
  try {
    return evaluateToString(text, scope);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new ConfigError([problemAt(source, 'unresolved-expression', error.message, { found: text.slice(error.from, error.to) })]);
  }
};

/** @throws ConfigError */
export const resolveEnv = (env: { readonly [name: string]: string | null }, scope: ExpressionScope, source: SourceRef): { [name: string]: string | null } =>
  Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value === null ? null : resolveString(value, scope, source)]));
