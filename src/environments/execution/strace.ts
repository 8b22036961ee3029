import path from 'node:path';
import { hasCode } from '../../events';
import { environmentConfigs } from '../../config';
import { openLines } from '../../machine';
import type { EnvironmentRequest, ExecutionEnvironment, Findings, PreparedEnvironment } from '../../engine';

type Config = EnvironmentRequest['config'];

const FILE = 'strace.txt';

/**
 * Writes down every system call of a service and of what it starts. The tracer runs beside the service (`-D`), not as its
 * parent: pid, signals and exit code are the service's own.
 */
export class Strace implements ExecutionEnvironment {
  readonly type = 'strace';

  programs(config: Config): readonly string[] {
    return [programOf(config).command];
  }

  async prepare({ config, artifactsDir, services }: EnvironmentRequest): Promise<PreparedEnvironment> {
    const { command: strace, args } = programOf(config);
    const fileOf = (service: string) => path.join(artifactsDir, service, FILE);
    return {
      wrap: ({ service, command }) => [strace, '-D', '-f', '-tt', '-A', '-o', fileOf(service), ...args, '--', ...command],
      collect: async (signal) => ({
        metrics: (await Promise.all(services.map(async (service) => count(service, fileOf(service), signal)))).flat(),
        artifacts: services.map((service) => `${service}/${FILE}`),
      }),
    };
  }
}

const programOf = (config: Config): { readonly command: string; readonly args: readonly string[] } => {
  const { command = 'strace', args = [] } = environmentConfigs.strace.parse(config);
  return { command, args };
};

/** `1234  12:00:00.000001 openat(AT_FDCWD, …) = 3`; calls told in two parts count at their first, their result at the second. */
const CALL = /^(?:\d+ +)?(?:[\d:.]+ )?([a-z]\w*)\(/;
const FAILED = /\) += -1 E[A-Z]+/;

async function count(service: string, file: string, signal: AbortSignal): Promise<Findings['metrics']> {
  const calls = new Map<string, number>();
  let failed = 0;
  try {
    for await (const line of await openLines(file, signal)) {
      const name = CALL.exec(line)?.[1];
      if (name !== undefined) calls.set(name, (calls.get(name) ?? 0) + 1);
      if (FAILED.test(line)) failed += 1;
    }
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
  const total = [...calls.values()].reduce((sum, some) => sum + some, 0);
  return [
    { service, name: 'syscalls', value: total }, { service, name: 'syscalls_failed', value: failed },
    ...[...calls].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => ({ service, name: `syscalls.${name}`, value })),
  ];
}
