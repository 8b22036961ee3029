import * as z from 'zod';
import { may } from './may';
import { record } from './record';
import { closed } from './closed';
import { asWritten, command, duration, env, flag, id, nonEmptyText, regex, shell, signal, text, wholeNumber } from './leaves';
import { durationMatcher, numberMatcher, textMatcher } from './matchers';
import { probeKeys } from './ready';
import { refersTo } from './refers-to';
import { when } from './when';

const captureMap = (streams: readonly [string, ...string[]]) => closed({
  from: may(z.enum(streams), 'Where it is looked for.', streams[0]), pattern: may(regex, 'Its first group counts, else the match.'), json: may(nonEmptyText, 'The path of a value.'), unit: may(text, 'The unit of the metric.'),
  optional: may(flag, 'Whether it may be missing.', false),
}).refine((given) => Object.hasOwn(given, 'pattern') !== Object.hasOwn(given, 'json'), { error: 'a map with either pattern or json' });
const capture = (streams: readonly [string, ...string[]]) => may(record(id, z.union([regex, captureMap(streams)], {
  error: 'a regular expression, or a map of from, pattern, json, unit, optional',
}), { error: 'a map of metric names' }), 'Values that are taken from the output, by name; numbers become metrics.');

/** What every kind of step takes. */
export const stepCommon = {
  name: may(asWritten, 'What it is called.'), id: may(id, 'What it is named by in expressions.'), timeout: may(duration, 'The time limit of one try.', '5m'), always: may(flag, 'Whether it runs also after a step that failed.', false),
  continue_on_failure: may(flag, 'Whether the next step runs when it fails.', false), when: may(when, 'The combinations of the matrix that have it.'),
};
const retry = closed({ max: may(wholeNumber(1), 'So many tries at most.'), delay: may(duration, 'The time between two.') });
/** Of what compares something with what was expected. */
const comparing = { ...stepCommon, retry: may(retry, 'Tries until what is expected holds.') };

const serviceName = refersTo('service', id);
const inService = (what: string) => may(serviceName, `The service in whose place ${what}.`);
const run = closed({
  run: command.meta({ description: 'Runs a command to its end: a list of a program and its arguments, or a text for the shell.' }),
  shell: may(shell, 'The shell for a command that is a text.'),
  cwd: may(nonEmptyText, 'The folder it runs in; without it that of the file.'),
  env: may(env, 'Its environment, over that of the test; null unsets.'),
  stdin: may(asWritten, 'Its standard input.'),
  expect: may(closed({
    exit_code: may(numberMatcher, 'The exit code, or several that are allowed.', 0), stdout: may(textMatcher, 'What its standard output must be.'), stderr: may(textMatcher, 'What its standard error must be.'),
    duration: may(durationMatcher, 'How long it may take.'), files: may(record(nonEmptyText, textMatcher, { error: 'a map of files, each with what its text must be' }), 'Files, relative to where it runs, each with what its text must be.'),
  }), 'What must hold, else the test fails.'),
  capture: capture(['stdout', 'stderr']),
  in: inService('it runs'),
  background: may(flag, 'Whether it lives until the teardown.', false),
  ...comparing,
});

const wait = closed({ wait: duration.meta({ description: 'Waits so long.' }), ...stepCommon });

const wait_for = closed({
  wait_for: closed({
    ...probeKeys, service: may(serviceName, 'The service that is waited for: that it is ready again, or what is asked of it beside.'), exited: may(serviceName, 'Until this service has ended, for good.'),
    since: may(refersTo('step', id), 'What the service printed before that step began does not count.'),
  }).meta({ description: 'Waits until all of it holds.' }),
  in: inService('commands run and files are looked for'),
  ...stepCommon,
});

/** What HTTP allows as a method or a header's name: a token of RFC 9110, 5.6.2; or what an expression gives. */
const HTTP_TOKEN = /^[\w!#$%&'*+.^`|~-]+$|\$\{\{/;

const http = closed({
  http: closed({
    url: nonEmptyText.meta({ description: 'A whole URL, of http or https.' }),
    method: may(nonEmptyText.regex(HTTP_TOKEN, { error: 'a method of HTTP, as GET or POST' }), 'The method.', 'GET'),
    headers: may(record(z.string().regex(HTTP_TOKEN, { error: 'the name of a header: letters, digits and -' }), text, { error: 'a map of headers' }), 'The headers of the request.'),
    body: may(z.union([text, record(z.string(), z.unknown()), z.array(z.unknown())], { error: 'a text, or a map or list that becomes JSON' }), 'The body: a text, or what becomes JSON.'),
    expect: may(closed({
      status: may(numberMatcher, 'The status; without it from 200 to 299.'), body: may(textMatcher, 'What the answer must be.'), duration: may(durationMatcher, 'How long it may take.'),
      headers: may(record(z.string(), text, { error: 'a map of headers' }), 'Headers of the answer, with their exact texts.'),
    }), 'What must hold, else the test fails.'),
  }).meta({ description: 'Sends a request.' }),
  capture: capture(['body']),
  in: inService('it is sent from'),
  ...comparing,
});

const signalStep = closed({
  signal: closed({
    service: serviceName.meta({ description: 'Whose main process gets it.' }), signal: may(signal, 'The signal.', 'SIGTERM'), group: may(flag, 'Whether its whole process group gets it.', false),
  }).meta({ description: 'Sends a signal; of one that is meant to end the service the end is awaited.' }),
  ...stepCommon,
});

const stop = closed({ stop: serviceName.meta({ description: 'Stops a service.' }), ...stepCommon });
const start = closed({ start: serviceName.meta({ description: 'Starts a service again, on its ports, and waits until it is ready.' }), ...stepCommon });
const pause = closed({ pause: serviceName.meta({ description: 'Lets the processes of a service stand where they are.' }), ...stepCommon });
const resume = closed({ resume: serviceName.meta({ description: 'Lets a service that was paused go on.' }), ...stepCommon });

/** A step of a plug-in's kind, but for that key. */
export const pluginStep = closed(stepCommon);

export const AT_ONCE = 'Steps that run at the same time; all run, all failures are shown.';
export const IN_ORDER = 'Steps that run in order, for use in parallel.';
/** Steps within steps are checked one by one, as those around them are. */
const several = z.array(z.unknown(), { error: 'a list of steps' }).min(1, { error: 'at least one step' });
const parallel = closed({ parallel: several.meta({ description: AT_ONCE }), ...stepCommon });
const steps = closed({ steps: several.meta({ description: IN_ORDER }), ...stepCommon });

/** By the key that says what kind of step it is. */
export const stepSchemas = { run, wait, wait_for, http, signal: signalStep, stop, start, pause, resume, parallel, steps } as const;
export type StepKind = keyof typeof stepSchemas;
export const STEP_KINDS = ['run', 'wait', 'wait_for', 'http', 'signal', 'stop', 'start', 'pause', 'resume', 'parallel', 'steps'] as const satisfies readonly StepKind[];
/** A step that has others below it, by the key that holds them. */
export const GROUP_KINDS = ['parallel', 'steps'] as const satisfies readonly StepKind[];

/** What `defaults.step` may give; each step takes what its kind knows. */
export const stepDefaults = closed({
  timeout: stepCommon.timeout, always: stepCommon.always, when: stepCommon.when, continue_on_failure: stepCommon.continue_on_failure,
  shell: run.shape.shell, cwd: run.shape.cwd, env: run.shape.env, retry: comparing.retry, in: run.shape.in,
});
