import * as z from 'zod';
import { closed } from './closed';
import { command, duration, env, id, nonEmptyText, shell, signal } from './leaves';
import { numberMatcher } from './matchers';
import { ports, ready } from './ready';
import { when } from './when';

const condition = z.enum(['ready', 'started', 'ended']);
export const dependsOn = z.union([id, z.array(id), z.record(id, condition)], { error: 'a list of services, or a map of service: ready, started or ended' });

const exitMap = closed({ code: numberMatcher }, ['by']);
const expectExit = z.union([numberMatcher, exitMap], { error: 'an exit code, a list of them, or a map with code' });

export const service = closed({
  command,
  shell: shell.optional(),
  cwd: nonEmptyText.optional(),
  env: env.optional(),
  ports: ports.optional(),
  ready: ready.optional(),
  depends_on: dependsOn.optional(),
  stop: closed({ signal: signal.optional(), grace: duration.optional() }, ['command']).optional(),
  expect_exit: expectExit.optional(),
  timeout: duration.optional(),
  when: when.optional(),
}, [
  'files', 'restart', 'tty', 'image', 'build', 'name', 'implementation', 'protocol', 'generate_new_certificates', 'plugin_config',
]);
