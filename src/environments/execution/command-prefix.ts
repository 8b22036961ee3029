import { environmentConfigs } from '../../config';
import type { EnvironmentRequest, ExecutionEnvironment, PreparedEnvironment } from '../../engine';

type Config = EnvironmentRequest['config'];

/** Starts services through another program: `nice -n 5 <command>`. */
export class CommandPrefix implements ExecutionEnvironment {
  readonly type = 'command_prefix';

  programs(config: Config): readonly string[] {
    return prefixOf(config).slice(0, 1);
  }

  async prepare({ config }: EnvironmentRequest): Promise<PreparedEnvironment> {
    const prefix = prefixOf(config);
    return { stays: true, wrap: ({ command }) => [...prefix, ...command], collect: async () => ({ metrics: [] }) };
  }
}

function prefixOf(config: Config): readonly string[] {
  const { command, args = [] } = environmentConfigs.command_prefix.parse(config);
  return [...(typeof command === 'string' ? [command] : command), ...args];
}
