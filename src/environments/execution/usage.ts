import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { environmentConfigs } from '../../config';
import type { EnvironmentRequest, ExecutionEnvironment, Findings, PreparedEnvironment } from '../../engine';
import type { ProcessUsage, SupervisedProcess } from '../../supervisor';

const FILE = 'usage.csv';
const HEAD = 'start,elapsed_ms,cpu_seconds,memory_bytes,processes\n';
const INTERVAL_MS = 1000;
const LEAST_INTERVAL_MS = 50;

/** Measures services and all that they start: CPU time, memory, and on demand samples over time. There for every service by default. */
export class Usage implements ExecutionEnvironment {
  readonly type = 'usage';
  /** Costs next to nothing, and leaves no file. */
  readonly byDefault = { samples: false };

  writesFiles(config: EnvironmentRequest['config']): boolean {
    return environmentConfigs.usage.parse(config).samples ?? true;
  }

  async prepare({ config, services, artifactsDir }: EnvironmentRequest): Promise<PreparedEnvironment> {
    const { interval = INTERVAL_MS, samples = true } = environmentConfigs.usage.parse(config);
    const measured = new Map(services.map((service) => [service, new ServiceUsage(samples ? path.join(artifactsDir, service, FILE) : undefined)]));
    return {
      measureEveryMs: Math.max(LEAST_INTERVAL_MS, interval),
      started: (service, process) => measured.get(service)?.add(process),
      collect: async () => {
        const found = await Promise.all([...measured].map(async ([service, usage]) => usage.metrics(service)));
        return { metrics: found.flat(), artifacts: samples ? services.map((service) => `${service}/${FILE}`) : [] };
      },
    };
  }
}

/** What the processes of one service used, one after the other. */
class ServiceUsage {
  readonly #latest: ProcessUsage[] = [];
  #written: Promise<void> | undefined;

  constructor(private readonly file: string | undefined) {}

  add(process: SupervisedProcess): void {
    const start = this.#latest.length;
    process.onUsage?.((usage) => {
      this.#latest[start] = usage;
      if (this.file !== undefined) this.#write(this.file, `${start + 1},${Math.round(usage.elapsedMs)},${usage.cpuMs / 1000},${usage.memoryBytes},${usage.processes}\n`);
    });
  }

  /** None of a service that was never measured: nothing is said of what is not known. */
  async metrics(service: string): Promise<Findings['metrics']> {
    await this.#written;
    const all = this.#latest.filter((usage) => usage !== undefined);
    if (all.length === 0) return [];
    const peak = Math.max(...all.map(({ peakMemoryBytes }) => peakMemoryBytes));
    return [
      { service, name: 'cpu_seconds', value: all.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / 1000, unit: 's' },
      ...(peak === 0 ? [] : [{ service, name: 'peak_memory_bytes', value: peak, unit: 'B' }]),
    ];
  }

  #write(file: string, line: string): void {
    const text = this.#written === undefined ? `${HEAD}${line}` : line;
    this.#written = (this.#written ?? Promise.resolve()).then(() => appendFile(file, text));
    // Told by `metrics`.
    this.#written.catch(() => undefined);
  }
}
