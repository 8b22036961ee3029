import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { measureProcesses } from './process-usage';
import type { ProcessUsage } from './processes';
import type { SupervisedChild } from './supervised-child';
import { UsageMeter } from './usage-meter';

const FIRST_SAMPLE_MS = 25;
/** Until then only the leader is looked at: a list of all processes would cost a short-lived one too much. */
const FIRST_LIST_MS = 100;

/** Measures a child and all that belongs to it, from now until its group is empty. */
export class MeasuredChild {
  readonly #meter = new UsageMeter();
  readonly #began = performance.now();
  #over = false;

  /** @param onUsage called after each sample, at first soon, then every `intervalMs`. */
  constructor(private readonly child: SupervisedChild, private readonly intervalMs: number, private readonly onUsage: (usage: ProcessUsage) => void) {
    void child.ended.then(() => (this.#over = true));
    void this.#sampleAlways();
  }

  get usage(): ProcessUsage {
    return this.#meter.usage;
  }

  /** One look at all its processes. */
  async sample({ list = true } = {}): Promise<void> {
    if (list) await this.child.look();
    const measured = await measureProcesses(this.child.known);
    if (this.#over || this.child.hasExited && measured.length === 0) return;
    this.#meter.add(measured, performance.now() - this.#began);
    this.onUsage(this.usage);
  }

  leaderEnded(exactMs: number | undefined): void {
    this.#meter.leaderEnded(this.child.pid, exactMs, performance.now() - this.#began);
  }

  async #sampleAlways(): Promise<void> {
    for (let ms = FIRST_SAMPLE_MS; !this.#over; ms = Math.min(ms * 2, this.intervalMs)) {
      // On the clock's beat, so that all who are measured share one list.
      await sleep(ms < this.intervalMs ? ms : ms - performance.now() % ms, undefined, { ref: false });
      if (!this.#over) await this.sample({ list: performance.now() - this.#began >= FIRST_LIST_MS }).catch(() => undefined);
    }
  }
}
