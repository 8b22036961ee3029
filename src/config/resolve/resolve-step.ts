import * as z from 'zod';
import type { Draft } from '../experiment';
import { NO_EXTENSIONS, type ConfigExtensions } from '../extensions';
import { kindOf } from '../kind-of';
import { ConfigError } from '../problem';
import { problemAt } from '../problem-at';
import { extensionSchemas } from '../schema/extension-schemas';
import { stepsBelow } from '../nested-steps';
import { GROUP_KINDS, pluginStep, STEP_KINDS, stepSchemas, type StepKind } from '../schema/step';
import type { CaptureSpec, ExpressionScope, ReadySpec, RetrySpec, RunStep, StepCommon, StepSpec } from '../specs';
import { replaceExpressions, resolveString, validated } from './resolve-draft';
import { valueAt } from '../schema/validate';
import { readyOf, takeProbes } from './resolve-service';

type Parsed<Kind extends StepKind> = z.output<(typeof stepSchemas)[Kind]>;

const MOST_TRIES = 3;
const RETRY_DELAY_MS = 200;
const SUCCESS = { within: [200, 299] } as const;

const commonOf = (index: number, step: z.output<typeof pluginStep>, summary: string): StepCommon => ({
  id: step.id ?? stepId(index),
  name: step.name ?? summary,
  ...(step.timeout === undefined ? {} : { timeoutMs: step.timeout }),
  always: step.always ?? false,
  continueOnFailure: step.continue_on_failure ?? false,
});

/** The id of a step that has none of its own. */
export const stepId = (index: number): string => `step-${index + 1}`;

const captures = (given: Parsed<'run'>['capture'] | Parsed<'http'>['capture'], stream: CaptureSpec['from']): CaptureSpec[] =>
  Object.entries(given ?? {}).map(([name, capture]) => {
    if (typeof capture === 'string') return { name, from: stream, pattern: capture, optional: false };
    const { from, pattern, json, unit, optional } = capture;
    return {
      name,
      from: from === 'stderr' || from === 'stdout' || from === 'body' ? from : stream,
      ...(pattern === undefined ? {} : { pattern }),
      ...(json === undefined ? {} : { json }),
      ...(unit === undefined ? {} : { unit }),
      optional: optional ?? false,
    };
  });

const retries = (given: Parsed<'run'>['retry']): { retry?: RetrySpec } =>
  (given === undefined ? {} : { retry: { max: given.max ?? MOST_TRIES, delayMs: given.delay ?? RETRY_DELAY_MS } });

const firstLine = (text: string): string => {
  const [line = ''] = text.trim().split('\n');
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
};

/** The paths of expected files are keys: their expressions are replaced here. */
const withPaths = (step: RunStep, draft: Draft, scope: ExpressionScope): RunStep => {
  const { files } = step.expect;
  if (files === undefined) return step;
  const resolved = Object.entries(files).map(([path, matcher]) => [resolveString(path, scope, draft.sourceOf('expect.files')), matcher] as const);
  return { ...step, expect: { ...step.expect, files: Object.fromEntries(resolved) } };
};

const runStep = (step: Parsed<'run'>, index: number): RunStep => ({
  kind: 'run',
  ...commonOf(index, step, firstLine(typeof step.run === 'string' ? step.run : step.run.join(' '))),
  command: step.run,
  ...(step.shell === undefined ? {} : { shell: step.shell }),
  ...(step.cwd === undefined ? {} : { cwd: step.cwd }),
  env: step.env ?? {},
  ...(step.background === true ? { background: true } : {}),
  ...(step.in === undefined ? {} : { in: step.in }),
  ...retries(step.retry),
  ...(step.stdin === undefined ? {} : { stdin: step.stdin }),
  expect: {
    exit_code: step.expect?.exit_code ?? 0,
    ...(step.expect?.stdout === undefined ? {} : { stdout: step.expect.stdout }),
    ...(step.expect?.stderr === undefined ? {} : { stderr: step.expect.stderr }),
    ...(step.expect?.duration === undefined ? {} : { duration: step.expect.duration }),
    ...(step.expect?.files === undefined ? {} : { files: step.expect.files }),
  },
  capture: captures(step.capture, 'stdout'),
});

const httpStep = (step: Parsed<'http'>, index: number): StepSpec => {
  const { url, method = 'GET', headers = {}, body, expect } = step.http;
  const json = body !== undefined && typeof body !== 'string';
  const typed = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  return {
    kind: 'http',
    ...commonOf(index, step, `${method.toUpperCase()} ${firstLine(url)}`),
    url,
    method: method.toUpperCase(),
    headers: json && !typed ? { ...headers, 'content-type': 'application/json' } : headers,
    ...(step.in === undefined ? {} : { in: step.in }),
    ...retries(step.retry),
    ...(body === undefined ? {} : { body: json ? JSON.stringify(body) : body }),
    expect: {
      status: expect?.status ?? SUCCESS,
      ...(expect?.body === undefined ? {} : { body: expect.body }),
      ...(expect?.headers === undefined ? {} : { headers: expect.headers }),
      ...(expect?.duration === undefined ? {} : { duration: expect.duration }),
    },
    capture: captures(step.capture, 'body'),
  };
};

const waitFor = (step: Parsed<'wait_for'>, index: number, probes: ReadySpec['plugins']): StepSpec => {
  const { service, exited, since, ...ready } = step.wait_for;
  const what = exited === undefined ? [...Object.keys(ready), ...Object.keys(probes ?? {})].find((key) => key !== 'timeout' && key !== 'interval') ?? `${service ?? 'nothing'} to be ready` : `the end of ${exited}`;
  return {
    kind: 'wait_for',
    ...commonOf(index, step, `wait for ${what}`),
    ready: readyOf(ready, probes),
    ...(service === undefined ? {} : { service }),
    ...(exited === undefined ? {} : { exited }),
    ...(since === undefined ? {} : { since }),
    ...(step.in === undefined ? {} : { in: step.in }),
  };
};

const pluginStepOf = (type: string, value: unknown, draft: Draft, index: number, extensions: ConfigExtensions): StepSpec => {
  const { [type]: given, ...common } = value as { readonly [key: string]: unknown };
  const config = validated(extensionSchemas(extensions).steps.get(type) ?? z.unknown(), given, draft, type);
  const summary = typeof given === 'string' || typeof given === 'number' ? `${type} ${firstLine(String(given))}` : type;
  return { kind: 'plugin', type, config, ...commonOf(index, validated(pluginStep, common, draft), summary) };
};

/** What a step says of itself: those below it may use what those before them gave. */
const ownOf = (draft: Draft, group: (typeof GROUP_KINDS)[number], scope: ExpressionScope): object => {
  const own = Object.fromEntries(Object.entries(draft.value as object).filter(([key]) => key !== group));
  return replaceExpressions({ value: own, source: draft.source, sourceOf: (path) => draft.sourceOf(path) }, scope) as object;
};

/** `index` counts from 0 within the test's steps. @throws ConfigError with the exact places of what does not hold */
export const resolveStep = (draft: Draft, index: number, scope: ExpressionScope, extensions: ConfigExtensions = NO_EXTENSIONS): StepSpec => {
  const group = kindOf(draft.value, GROUP_KINDS);
  const value = group ? { [group]: ['below'], ...ownOf(draft, group, scope) } : replaceExpressions(draft, scope);
  const added = kindOf(value, Object.keys(extensions.steps));
  if (added !== undefined) return pluginStepOf(added, value, draft, index, extensions);
  const kind = kindOf(value, STEP_KINDS);
  switch (kind) {
    case 'run': return withPaths(runStep(validated(stepSchemas.run, value, draft), index), draft, scope);
    case 'http': return httpStep(validated(stepSchemas.http, value, draft), index);
    case 'wait_for': {
      const { rest, probes } = takeProbes(valueAt(value, [kind]), draft, kind, extensions);
      return waitFor(validated(stepSchemas.wait_for, { ...value as object, [kind]: rest }, draft), index, probes);
    }
    case 'wait': {
      const step = validated(stepSchemas.wait, value, draft);
      return { kind, ...commonOf(index, step, `wait ${step.wait / 1000}s`), waitMs: step.wait };
    }
    case 'signal': {
      const step = validated(stepSchemas.signal, value, draft);
      const { service, signal = 'SIGTERM', group = false } = step.signal;
      return { kind, ...commonOf(index, step, `${signal} to ${service}`), service, signal, group };
    }
    case 'stop': {
      const step = validated(stepSchemas.stop, value, draft);
      return { kind, ...commonOf(index, step, `stop ${step.stop}`), service: step.stop };
    }
    case 'start': {
      const step = validated(stepSchemas.start, value, draft);
      return { kind, ...commonOf(index, step, `start ${step.start}`), service: step.start };
    }
    case 'pause':
    case 'resume': {
      const step = validated(stepSchemas[kind], value, draft);
      const service = 'pause' in step ? step.pause : step.resume;
      return { kind, ...commonOf(index, step, `${kind} ${service}`), service };
    }
    case 'parallel':
    case 'steps': {
      const below = stepsBelow(draft, index).length;
      return { kind, ...commonOf(index, validated(stepSchemas[kind], value, draft), kind === 'parallel' ? `${below} at the same time` : `${below} in order`) };
    }
    case undefined:
      throw new ConfigError([problemAt(draft.source, 'unknown-step', `A step must be one of ${STEP_KINDS.join(', ')}`)]);
    default: return kind satisfies never;
  }
};
