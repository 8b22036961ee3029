import { Observer, type EventOf } from '../events';
import type { Log } from './log/log';

/** What the processes of a service use; `cpu_seconds` of all of a start together, `memory_bytes` at that moment. */
export interface ResourceSample {
  /** ISO 8601. */
  readonly time: string;
  readonly start: number;
  readonly cpu_seconds: number;
  readonly memory_bytes: number;
  readonly processes: number;
}

export interface ServiceResources {
  readonly test: string;
  readonly service: string;
  readonly latest: ResourceSample;
  readonly peak_memory_bytes: number;
  /** Share of one processor between the two latest samples of a start; 1.5 is one and a half. Undefined before the second. */
  readonly cpu?: number;
  /** The latest ones, oldest first; at most 600. */
  readonly samples: readonly ResourceSample[];
}

const MOST_SAMPLES = 600;
const MB = 1_000_000;

/** Keeps what every service uses while it runs, for views and scripts, and sums it up in the log when the service has stopped. */
export class ResourceObserver extends Observer {
  readonly #services = new Map<string, ServiceResources>();

  constructor(private readonly log?: Log) {
    super();
  }

  override interests(): readonly string[] {
    return ['resource.sampled', 'service.stopped'];
  }

  override onResourceSampled(event: EventOf<'resource.sampled'>): void {
    const { test = '', service = '', time, start, cpu_seconds, memory_bytes, processes } = event;
    const before = this.#services.get(keyOf(event));
    const latest: ResourceSample = { time, start, cpu_seconds, memory_bytes, processes };
    const cpu = before === undefined ? undefined : shareOfProcessor(before.latest, latest);
    this.#services.set(keyOf(event), {
      test, service, latest, peak_memory_bytes: Math.max(before?.peak_memory_bytes ?? 0, memory_bytes), ...(cpu === undefined ? {} : { cpu }),
      samples: [...(before?.samples ?? []).slice(1 - MOST_SAMPLES), latest],
    });
    this.log?.tell('resource', 'debug', event, () => `${service}: ${cpu === undefined ? '' : `${Math.round(cpu * 100)} % of a processor, `}${megabytes(memory_bytes)} in ${processes} processes`);
  }

  override onServiceStopped(event: EventOf<'service.stopped'>): void {
    const used = this.#services.get(keyOf(event));
    if (used === undefined) return;
    this.log?.tell('resource', 'info', event, () => `${used.service}: ${used.latest.cpu_seconds.toFixed(2)} s of a processor, ${megabytes(used.peak_memory_bytes)} at most`);
  }

  /** Of all services seen so far, in the order of their first sample. */
  snapshot(): readonly ServiceResources[] {
    return [...this.#services.values()];
  }
}

const keyOf = ({ test = '', service = '' }: { readonly test?: string; readonly service?: string }): string => JSON.stringify([test, service]);

function shareOfProcessor(before: ResourceSample, after: ResourceSample): number | undefined {
  const seconds = (Date.parse(after.time) - Date.parse(before.time)) / 1000;
  return before.start !== after.start || seconds <= 0 ? undefined : Math.max(0, after.cpu_seconds - before.cpu_seconds) / seconds;
}

const megabytes = (bytes: number): string => `${(bytes / MB).toFixed(1)} MB`;
