import * as z from 'zod';
import { assertionForm, assertionFormOf, type AssertionForm } from '../assertion-form';
import type { Draft } from '../experiment';
import { NO_EXTENSIONS, type ConfigExtensions } from '../extensions';
import { ConfigError } from '../problem';
import { problemAt } from '../problem-at';
import { parseSize } from '../size';
import { ASSERTION_KINDS, assertionSchemas, COMPARISON_PATTERN } from '../schema/assertion';
import { extensionSchemas } from '../schema/extension-schemas';
import type { AssertionSpec, ExpressionScope, NumberMatcher } from '../specs';
import { replaceExpressions, validated } from './resolve-draft';

const HTTP_OK = 200;

const pluginAssertion = ({ kind, value, under }: AssertionForm<string>, draft: Draft, extensions: ConfigExtensions): AssertionSpec => {
  const own = under === '' && typeof value === 'object' ? Object.fromEntries(Object.entries(value ?? {}).filter(([key]) => key !== 'when')) : value;
  return { kind: 'plugin', type: kind, config: validated(extensionSchemas(extensions).assertions.get(kind) ?? z.unknown(), own, draft, under) };
};

/** `> 200` as PANTHER writes it. */
const comparisonOf = (expected: number | string): NumberMatcher => {
  const [, operator, digits, unit] = COMPARISON_PATTERN.exec(String(expected)) ?? [];
  const value = unit === undefined ? Number(digits ?? expected) : parseSize(`${digits ?? ''}${unit}`) ?? NaN;
  switch (operator) {
    case '>': return { above: value };
    case '<': return { below: value };
    case '>=': return { atLeast: value };
    case '<=': return { atMost: value };
    case '!=': return { not: value };
    default: return value;
  }
};

/** @throws ConfigError with the exact places of what does not hold */
export const resolveAssertion = (draft: Draft, scope: ExpressionScope, extensions: ConfigExtensions = NO_EXTENSIONS): AssertionSpec => {
  const given = replaceExpressions(draft, scope);
  const added = assertionFormOf(given, Object.keys(extensions.assertions));
  if (added) return pluginAssertion(added, draft, extensions);
  const form = assertionForm(given);
  if (!form) throw new ConfigError([problemAt(draft.source, 'unknown-assertion', `An assertion must be one of ${ASSERTION_KINDS.join(', ')}`)]);
  const { kind, value, under } = form;
  switch (kind) {
    case 'service_running':
      return { kind, service: validated(assertionSchemas.service_running, value, draft, under).service };
    case 'service_responsive': {
      const { service, endpoint, expected_status, timeout } = validated(assertionSchemas.service_responsive, value, draft, under);
      return {
        kind, service, ...(endpoint === undefined ? {} : { endpoint }), expected_status: expected_status ?? HTTP_OK,
        ...(timeout === undefined ? {} : { timeoutMs: timeout }),
      };
    }
    case 'exit_code': {
      const { service, equals } = validated(assertionSchemas.exit_code, value, draft, under);
      return { kind, service, equals };
    }
    case 'log_contains':
    case 'log_absent': {
      const { service, stream, pattern, text } = validated(assertionSchemas[kind], value, draft, under);
      return { kind, service, stream: stream ?? 'both', ...(pattern === undefined ? {} : { pattern }), ...(text === undefined ? {} : { text }) };
    }
    case 'metric': {
      const { name, when: _when, of, ...matcher } = validated(assertionSchemas.metric, value, draft, under);
      return { kind, metric: name, value: matcher, ...(of === undefined ? {} : { of }) };
    }
    case 'performance_metric': {
      const { service, metric, expected } = validated(assertionSchemas.performance_metric, value, draft, under);
      return { kind, service, metric, value: comparisonOf(expected) };
    }
    case 'file_exists': {
      const { path, size } = validated(assertionSchemas.file_exists, value, draft, under);
      return { kind, path, ...(size === undefined ? {} : { size }) };
    }
    case 'file_matches': {
      const { path, when: _when, ...text } = validated(assertionSchemas.file_matches, value, draft, under);
      return { kind, path, text };
    }
    case 'command': {
      const { command, shell, cwd, env, exit_code, stdout, stderr, timeout, in: place } = validated(assertionSchemas.command, value, draft, under);
      return {
        kind, command, ...(shell === undefined ? {} : { shell }), ...(cwd === undefined ? {} : { cwd }), env: env ?? {}, exitCode: exit_code ?? 0,
        ...(stdout === undefined ? {} : { stdout }), ...(stderr === undefined ? {} : { stderr }), ...(timeout === undefined ? {} : { timeoutMs: timeout }), ...(place === undefined ? {} : { in: place }),
      };
    }
    default: return kind satisfies never;
  }
};
