import { environmentConfigs } from '../../config';
import type { EnvironmentRequest, ExecutionEnvironment, PreparedEnvironment } from '../../engine';
import { tryProgram } from './try-program';

type Config = EnvironmentRequest['config'];

/**
 * The first process of a namespace ends by a signal only if it has asked for that, and all others end with it; so that is
 * not the service itself, but a shell that waits for it and collects what others have left.
 */
const FIRST = '"$@"; exit $?';
/** Nor can the first one end by a signal of its own: who waits outside dies by that which ended the service, without a core of its own. */
const OUTSIDE = [
  'ulimit -c 0 2>/dev/null; "$@"; status=$?; [ "$status" -gt 128 ] || exit "$status"; name=$(kill -l "$status" 2>/dev/null)',
  'case "$name" in ""|STOP|TSTP|TTIN|TTOU) ;; *) kill -s "$name" $$ 2>/dev/null ;; esac; exit "$status"',
].join('; ');

/** Services live in a PID namespace of their own: with a service everything ends that it has started, however that has hidden. */
export class PidNamespace implements ExecutionEnvironment {
  readonly type = 'pid_namespace';

  programs(config: Config): readonly string[] {
    return unshare(config).slice(0, 1);
  }

  async prepare({ config, signal }: EnvironmentRequest): Promise<PreparedEnvironment> {
    const enter = unshare(config);
    await tryProgram([...enter, '/bin/sh', '-c', ':'], signal);
    return {
      stays: true,
      wrap: ({ command }) => ['/bin/sh', '-c', OUTSIDE, 'pid_namespace', ...enter, '/bin/sh', '-c', FIRST, 'pid_namespace', ...command],
      collect: async () => ({ metrics: [] }),
    };
  }
}

function unshare(config: Config): readonly string[] {
  const { command = 'unshare', args = [] } = environmentConfigs.pid_namespace.parse(config);
  return [command, '--map-current-user', '--pid', '--fork', '--kill-child', ...args, '--'];
}
