import * as z from 'zod';
import { closed } from './closed';
import { asWritten, command, duration, env, flag, id, nonEmptyText, regex, shell, signal, text } from './leaves';
import { durationMatcher, numberMatcher, textMatcher } from './matchers';
import { laterProbes, probeKeys } from './ready';
import { when } from './when';

const captureMap = (streams: readonly [string, ...string[]]) => closed({
  from: z.enum(streams).optional(), pattern: regex.optional(), json: nonEmptyText.optional(), unit: text.optional(), optional: flag.optional(),
}).refine((given) => Object.hasOwn(given, 'pattern') !== Object.hasOwn(given, 'json'), { error: 'either a pattern or a json path' });
const capture = (streams: readonly [string, ...string[]]) => z.record(id, z.union([regex, captureMap(streams)], {
  error: 'a regular expression, or a map of from, pattern, json, unit, optional',
}), { error: 'a map of metric names' }).optional();

/** What every kind of step takes. */
export const stepCommon = {
  name: asWritten.optional(), id: id.optional(), timeout: duration.optional(), always: flag.optional(), continue_on_failure: flag.optional(),
  when: when.optional(),
};
const LATER = ['retry'];

const serviceName = id;
const run = closed({
  run: command,
  shell: shell.optional(),
  cwd: nonEmptyText.optional(),
  env: env.optional(),
  stdin: asWritten.optional(),
  expect: closed({
    exit_code: numberMatcher.optional(), stdout: textMatcher.optional(), stderr: textMatcher.optional(), duration: durationMatcher.optional(),
  }, ['files']).optional(),
  capture: capture(['stdout', 'stderr']),
  ...stepCommon,
}, [...LATER, 'in', 'background']);

const wait = closed({ wait: duration, ...stepCommon }, LATER);

const wait_for = closed({
  wait_for: closed({ ...probeKeys, service: serviceName.optional(), exited: serviceName.optional() }, [...laterProbes, 'since']),
  ...stepCommon,
}, LATER);

const http = closed({
  http: closed({
    url: nonEmptyText,
    method: nonEmptyText.optional(),
    headers: z.record(z.string(), text, { error: 'a map of headers' }).optional(),
    body: z.union([text, z.record(z.string(), z.unknown()), z.array(z.unknown())], { error: 'a text, or a map or list that becomes JSON' }).optional(),
    expect: closed({
      status: numberMatcher.optional(), body: textMatcher.optional(), duration: durationMatcher.optional(),
      headers: z.record(z.string(), text, { error: 'a map of headers' }).optional(),
    }).optional(),
  }),
  capture: capture(['body']),
  ...stepCommon,
}, [...LATER, 'in']);

const signalStep = closed({
  signal: closed({ service: serviceName, signal: signal.optional(), group: flag.optional() }),
  ...stepCommon,
}, LATER);

const stop = closed({ stop: serviceName, ...stepCommon }, LATER);
const start = closed({ start: serviceName, ...stepCommon }, LATER);

/** A step of a plug-in's kind, but for that key. */
export const pluginStep = closed(stepCommon, LATER);

/** By the key that says what kind of step it is. */
export const stepSchemas = { run, wait, wait_for, http, signal: signalStep, stop, start } as const;
export type StepKind = keyof typeof stepSchemas;
export const STEP_KINDS = ['run', 'wait', 'wait_for', 'http', 'signal', 'stop', 'start'] as const satisfies readonly StepKind[];
export const LATER_STEP_KINDS = ['pause', 'resume', 'parallel'] as const;

/** What `defaults.step` may give; each step takes what its kind knows. */
export const stepDefaults = closed({
  timeout: stepCommon.timeout, always: stepCommon.always, when: stepCommon.when, continue_on_failure: stepCommon.continue_on_failure,
  shell: shell.optional(), cwd: nonEmptyText.optional(), env: env.optional(),
}, [...LATER, 'in']);
