import { mkdirSync, writeFileSync } from 'node:fs';
import { loadExperiment } from '../../../../src/config';
import { ExperimentManager, systemClock, type NetworkEnvironment } from '../../../../src/engine';
import { executionEnvironments, LocalhostNetwork } from '../../../../src/environments';
import { EventManager, type BuiltInEvent, type BuiltInType, type EventOf, type RunOutcome } from '../../../../src/events';
import type { SupervisorClient } from '../../../../src/supervisor';
import type { Bed } from '../../supervisor/bed';
import { plainRegex } from '../../../../src/testing/plain-regex';

/** The clock of the machine, on which time limits of half a minute and more are over ten times as soon. */
export const hurriedClock = { ...systemClock, sleep: (ms: number, signal?: Parameters<typeof systemClock.sleep>[1]) => systemClock.sleep(ms >= 25_000 ? ms / 10 : ms, signal) };
/** One on which five seconds are for ever: whoever waits for them does not come to an end. */
export const endlessClock = { ...systemClock, sleep: (ms: number, signal?: Parameters<typeof systemClock.sleep>[1]) => systemClock.sleep(ms >= 5000 ? ms * 1000 : ms, signal) };

interface Setting {
  readonly network?: NetworkEnvironment;
  readonly clock?: typeof systemClock;
}

/** A run of a file with real processes, in the bed's folder. */
export class RealRun {
  readonly log: BuiltInEvent[] = [];
  readonly events: EventManager;
  readonly #waiting = new Set<() => void>();
  readonly dir: string;
  #manager: ExperimentManager | undefined;
  processes: SupervisorClient | undefined;

  constructor(private readonly bed: Bed, private readonly yaml: string, private readonly setting: Setting = {}) {
    this.dir = bed.file('run');
    this.events = new EventManager({ run: bed.runId });
    this.events.registerObserver('**', (event) => {
      this.log.push(event as BuiltInEvent);
      for (const check of this.#waiting) check();
    });
  }

  async run(): Promise<RunOutcome> {
    const { bed, yaml, events, setting: { network = new LocalhostNetwork(), clock = systemClock } } = this;
    mkdirSync(this.dir, { recursive: true });
    const file = bed.file('real.experiment.yaml');
    writeFileSync(file, yaml);
    const loaded = loadExperiment(file, yaml);
    const problem = loaded.problems.find(({ severity }) => severity === 'error');
    if (problem !== undefined) throw new Error(`${problem.path}: ${problem.message}`);
    this.processes = await bed.start();
    this.#manager = new ExperimentManager({
      events, processes: this.processes, clock, networks: [network], environments: executionEnvironments(), regex: plainRegex, hostEnv: process.env,
    });
    return this.#manager.run({
      runId: bed.runId, dir: this.dir, loaded, tests: loaded.tests, parallel: loaded.parallel, failFast: loaded.failFast, owner: 'cli', source: loaded.source,
    });
  }

  cancel(): void {
    this.#manager?.cancel('stop');
  }

  of<T extends BuiltInType>(type: T): readonly EventOf<T>[] {
    return this.log.filter((event): event is EventOf<T> & BuiltInEvent => event.type === type);
  }

  seen(type: BuiltInType): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (!this.log.some((event) => event.type === type)) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }
}
