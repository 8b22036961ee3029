import path from 'node:path';
import { environmentConfigs } from '../../config';
import { readTextFile } from '../../machine';
import type { EnvironmentRequest, ExecutionEnvironment, Findings, PreparedEnvironment } from '../../engine';
import { tryProgram } from './try-program';

type Config = EnvironmentRequest['config'];

const FILE = 'perf-stat.csv';
/** Counted by the kernel, so that a machine without counters of its own, such as most virtual ones, has them, too. */
const EVENTS = ['task-clock', 'context-switches', 'cpu-migrations', 'page-faults'];

/** Counts events of the kernel and the processor while a service runs, with `perf stat`. */
export class PerfStat implements ExecutionEnvironment {
  readonly type = 'perf_stat';

  programs(config: Config): readonly string[] {
    return [configOf(config).command];
  }

  async prepare({ config, artifactsDir, services, signal }: EnvironmentRequest): Promise<PreparedEnvironment> {
    const { command: perf, args, events } = configOf(config);
    const head = [perf, 'stat', '-x', ';', '-e', events.join(','), ...args];
    await tryProgram([...head, '--', 'true'], signal);
    const fileOf = (service: string) => path.join(artifactsDir, service, FILE);
    return {
      stays: true,
      wrap: ({ service, command }) => [...head, '--append', '-o', fileOf(service), '--', ...command],
      collect: async () => ({
        metrics: (await Promise.all(services.map((service) => countersOf(service, fileOf(service))))).flat(),
        artifacts: services.map((service) => `${service}/${FILE}`),
      }),
    };
  }
}

const configOf = (config: Config) => {
  const { command = 'perf', args = [], events = EVENTS } = environmentConfigs.perf_stat.parse(config);
  return { command, args, events };
};

async function countersOf(service: string, file: string): Promise<Findings['metrics']> {
  const text = await readTextFile(file).catch(() => '');
  const sums = new Map<string, { value: number; unit: string }>();
  for (const { event, value, unit } of readCounters(text)) sums.set(event, { value: (sums.get(event)?.value ?? 0) + value, unit });
  return [...sums].map(([event, { value, unit }]) => ({ service, name: `perf.${event}`, value, ...(unit === '' ? {} : { unit }) }));
}

/** Lines as in `12;;context-switches;…`; of each start of the service one block. What is not counted has no number. */
export const readCounters = (csv: string): readonly { readonly event: string; readonly value: number; readonly unit: string }[] =>
  csv.split('\n').flatMap((line) => {
    const [value = '', unit = '', event = ''] = line.split(';');
    return /^[\d.]+$/.test(value) && event !== '' ? [{ event: event.replace(/:[a-zA-Z]+$/, ''), value: Number(value), unit }] : [];
  });
