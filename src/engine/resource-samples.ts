import type { BuiltInDraft } from '../events';
import type { ProcessUsage, SupervisedProcess } from '../supervisor';

/** How often services are looked at where the file does not say. */
const INTERVAL_MS = 1000;
const LEAST_INTERVAL_MS = 50;
/** Samples are not punctual; one that comes a little early is not left out. */
const EARLY = 0.9;

/** Tells what services use while they run, for those who watch; at most once in an interval and service. */
export class ResourceSamples {
  readonly intervalMs: number;

  constructor(wanted: number | undefined, private readonly publish: (event: BuiltInDraft) => void) {
    this.intervalMs = Math.max(LEAST_INTERVAL_MS, wanted ?? INTERVAL_MS);
  }

  /** @param start the how manieth of the service, from 1 */
  follow(service: string, start: number, process: SupervisedProcess): void {
    let told = -Infinity;
    process.onUsage?.((usage) => {
      if (usage.elapsedMs - told < this.intervalMs * EARLY) return;
      told = usage.elapsedMs;
      this.publish(sampled(service, start, usage));
    });
  }
}

const sampled = (service: string, start: number, { cpuMs, memoryBytes, processes, elapsedMs }: ProcessUsage): BuiltInDraft => ({
  type: 'resource.sampled', service, start, cpu_seconds: cpuMs / 1000, memory_bytes: memoryBytes, processes, elapsed_ms: Math.round(elapsedMs),
});
