import * as z from 'zod';
import { record } from './record';
import { closed } from './closed';
import { asWritten, command, duration, env, flag, id, nonEmptyText, shell, signal, wholeNumber } from './leaves';
import { numberMatcher } from './matchers';
import { ports } from './ports';
import { ready } from './ready';
import { when } from './when';

const condition = z.enum(['ready', 'started', 'ended']);
export const dependsOn = z.union([id, z.array(id), record(id, condition)], { error: 'a list of services, or a map of service: ready, started or ended' });

const exitMap = closed({ code: numberMatcher, by: z.literal('end').optional() });
const expectExit = z.union([numberMatcher, exitMap], { error: 'an exit code, a list of them, or a map with code' });

const FILE_NAME = "a relative path below the service's folder";
const fileName = z.string({ error: FILE_NAME }).regex(/^(?![/\\]|[A-Za-z]:)(?!.*(?:^|[/\\])\.\.(?:[/\\]|$))[^]+$/, { error: FILE_NAME });
const content = z.union([asWritten, closed({ from: nonEmptyText })], { error: 'a text, or { from: a template }' });

const restartMap = closed({ on_failure: flag, max: wholeNumber(1).optional(), backoff: duration.optional() });
const restart = z.union([z.enum(['never', 'on_failure']), restartMap], { error: 'never, on_failure, or a map such as { on_failure: true, max: 3, backoff: 1s }' });

const described = record(z.string(), z.unknown(), { error: 'a map' });

export const service = closed({
  command,
  shell: shell.optional(),
  cwd: nonEmptyText.optional(),
  env: env.optional(),
  ports: ports.optional(),
  files: record(fileName, content, { error: 'a map of file names' }).optional(),
  ready: ready.optional(),
  restart: restart.optional(),
  depends_on: dependsOn.optional(),
  stop: closed({ command: command.optional(), signal: signal.optional(), grace: duration.optional() }).optional(),
  expect_exit: expectExit.optional(),
  tty: flag.optional(),
  timeout: duration.optional(),
  when: when.optional(),
  // What PANTHER says of a service: it describes one that has a command of its own.
  name: asWritten.optional(),
  implementation: described.optional(),
  protocol: described.optional(),
  generate_new_certificates: flag.optional(),
  plugin_config: described.optional(),
}, ['image', 'build']);
