import * as z from 'zod';
import { record } from './record';
import { closed } from './closed';
import { asWritten, command, duration, env, flag, id, nonEmptyText, regex, shell, signal, text, wholeNumber } from './leaves';
import { durationMatcher, numberMatcher, textMatcher } from './matchers';
import { probeKeys } from './ready';
import { when } from './when';

const captureMap = (streams: readonly [string, ...string[]]) => closed({
  from: z.enum(streams).optional(), pattern: regex.optional(), json: nonEmptyText.optional(), unit: text.optional(), optional: flag.optional(),
}).refine((given) => Object.hasOwn(given, 'pattern') !== Object.hasOwn(given, 'json'), { error: 'a map with either pattern or json' });
const capture = (streams: readonly [string, ...string[]]) => record(id, z.union([regex, captureMap(streams)], {
  error: 'a regular expression, or a map of from, pattern, json, unit, optional',
}), { error: 'a map of metric names' }).optional();

/** What every kind of step takes. */
export const stepCommon = {
  name: asWritten.optional(), id: id.optional(), timeout: duration.optional(), always: flag.optional(), continue_on_failure: flag.optional(),
  when: when.optional(),
};
const retry = closed({ max: wholeNumber(1).optional(), delay: duration.optional() });
/** Of what compares something with what was expected. */
const comparing = { ...stepCommon, retry: retry.optional() };

const serviceName = id;
const run = closed({
  run: command,
  shell: shell.optional(),
  cwd: nonEmptyText.optional(),
  env: env.optional(),
  stdin: asWritten.optional(),
  expect: closed({
    exit_code: numberMatcher.optional(), stdout: textMatcher.optional(), stderr: textMatcher.optional(), duration: durationMatcher.optional(),
    files: record(nonEmptyText, textMatcher, { error: 'a map of files, each with what its text must be' }).optional(),
  }).optional(),
  capture: capture(['stdout', 'stderr']),
  in: serviceName.optional(),
  background: flag.optional(),
  ...comparing,
});

const wait = closed({ wait: duration, ...stepCommon });

const wait_for = closed({
  wait_for: closed({ ...probeKeys, service: serviceName.optional(), exited: serviceName.optional(), since: id.optional() }),
  in: serviceName.optional(),
  ...stepCommon,
});

/** What HTTP allows as a method or a header's name: a token of RFC 9110, 5.6.2; or what an expression gives. */
const HTTP_TOKEN = /^[\w!#$%&'*+.^`|~-]+$|\$\{\{/;

const http = closed({
  http: closed({
    url: nonEmptyText,
    method: nonEmptyText.regex(HTTP_TOKEN, { error: 'a method of HTTP, as GET or POST' }).optional(),
    headers: record(z.string().regex(HTTP_TOKEN, { error: 'the name of a header: letters, digits and -' }), text, { error: 'a map of headers' }).optional(),
    body: z.union([text, record(z.string(), z.unknown()), z.array(z.unknown())], { error: 'a text, or a map or list that becomes JSON' }).optional(),
    expect: closed({
      status: numberMatcher.optional(), body: textMatcher.optional(), duration: durationMatcher.optional(),
      headers: record(z.string(), text, { error: 'a map of headers' }).optional(),
    }).optional(),
  }),
  capture: capture(['body']),
  in: serviceName.optional(),
  ...comparing,
});

const signalStep = closed({
  signal: closed({ service: serviceName, signal: signal.optional(), group: flag.optional() }),
  ...stepCommon,
});

const stop = closed({ stop: serviceName, ...stepCommon });
const start = closed({ start: serviceName, ...stepCommon });
const pause = closed({ pause: serviceName, ...stepCommon });
const resume = closed({ resume: serviceName, ...stepCommon });

/** A step of a plug-in's kind, but for that key. */
export const pluginStep = closed(stepCommon);

/** Steps within steps are checked one by one, as those around them are. */
const several = z.array(z.unknown(), { error: 'a list of steps' }).min(1, { error: 'at least one step' });
const parallel = closed({ parallel: several, ...stepCommon });
const steps = closed({ steps: several, ...stepCommon });

/** By the key that says what kind of step it is. */
export const stepSchemas = { run, wait, wait_for, http, signal: signalStep, stop, start, pause, resume, parallel, steps } as const;
export type StepKind = keyof typeof stepSchemas;
export const STEP_KINDS = ['run', 'wait', 'wait_for', 'http', 'signal', 'stop', 'start', 'pause', 'resume', 'parallel', 'steps'] as const satisfies readonly StepKind[];
/** A step that has others below it, by the key that holds them. */
export const GROUP_KINDS = ['parallel', 'steps'] as const satisfies readonly StepKind[];

/** What `defaults.step` may give; each step takes what its kind knows. */
export const stepDefaults = closed({
  timeout: stepCommon.timeout, always: stepCommon.always, when: stepCommon.when, continue_on_failure: stepCommon.continue_on_failure,
  shell: shell.optional(), cwd: nonEmptyText.optional(), env: env.optional(), retry: retry.optional(), in: serviceName.optional(),
});
