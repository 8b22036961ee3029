import * as z from 'zod';
import { may } from './may';
import { record } from './record';
import { closed } from './closed';
import { asWritten, command, duration, env, flag, id, nonEmptyText, shell, signal, wholeNumber } from './leaves';
import { numberMatcher } from './matchers';
import { ports } from './ports';
import { ready } from './ready';
import { refersTo } from './refers-to';
import { when } from './when';

const condition = z.enum(['ready', 'started', 'ended']);
const other = refersTo('service', id);
export const dependsOn = z.union([other, z.array(other), record(other, condition)], { error: 'a list of services, or a map of service: ready, started or ended' });

const exitMap = closed({ code: numberMatcher.meta({ description: 'The exit code, or several that are allowed.' }), by: may(z.literal('end'), 'It must have ended when the steps are over.') });
const expectExit = z.union([numberMatcher, exitMap], { error: 'an exit code, a list of them, or a map with code' });

const FILE_NAME = "a relative path below the service's folder";
const fileName = z.string({ error: FILE_NAME }).regex(/^(?![/\\]|[A-Za-z]:)(?!.*(?:^|[/\\])\.\.(?:[/\\]|$))[^]+$/, { error: FILE_NAME });
const content = z.union([asWritten, closed({ from: nonEmptyText.meta({ description: 'A file beside the experiment, whose expressions are replaced.' }) })], { error: 'a text, or { from: a template }' });

const restartMap = closed({
  on_failure: flag.meta({ description: 'After an exit code other than 0, or a signal.' }), max: may(wholeNumber(1), 'How often at most.'), backoff: may(duration, 'The time before the first restart; it doubles.'),
});
const restart = z.union([z.enum(['never', 'on_failure']), restartMap], { error: 'never, on_failure, or a map such as { on_failure: true, max: 3, backoff: 1s }' });

const described = record(z.string(), z.unknown(), { error: 'a map' });

export const service = closed({
  command: command.meta({ description: 'A list of a program and its arguments, which meets no shell, or a text for the shell.' }),
  shell: may(shell, 'The shell for a command that is a text.'),
  cwd: may(nonEmptyText, 'The folder it runs in; without it that of the file.'),
  env: may(env, 'Its environment, over that of the test; null unsets.'),
  ports: may(ports, 'Names of ports, each auto (a free one), auto*4 (four in a row) or a number; or PANTHER\'s list.'),
  files: may(record(fileName, content, { error: 'a map of file names' }), 'Files that are written into its folder before each start.'),
  ready: may(ready, 'What must hold, all of it, before it counts as ready; without it: that it is alive.'),
  restart: may(restart, 'Whether it is started again after a failure.', 'never'),
  depends_on: may(dependsOn, 'Services that come before it: a list, or a map of service: ready, started or ended.'),
  stop: may(closed({
    command: may(command, 'A command that stops it, before the signal.'), signal: may(signal, 'The signal for its whole process group.', 'SIGTERM'), grace: may(duration, 'After that time it is ended with SIGKILL.', '5s'),
  }), 'How it is stopped.'),
  expect_exit: may(expectExit, 'The exit code of a service that is meant to end by itself.'),
  tty: may(flag, 'Whether it runs at a pseudo terminal.', false),
  timeout: may(duration, 'The limit of its whole life.'),
  when: may(when, 'The combinations of the matrix that have it.'),
  // What PANTHER says of a service: it describes one that has a command of its own.
  name: may(asWritten, 'A former key of PANTHER: a service is known by its key.'),
  implementation: may(described, 'What PANTHER says of it.'),
  protocol: may(described, 'What PANTHER says of it: name, version, role, target.'),
  generate_new_certificates: may(flag, 'Has no effect here.'),
  plugin_config: may(described, 'What PANTHER says of it.'),
}, ['image', 'build']);
