import { appendFileSync, existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { loadExperiment, type LoadedExperiment, type TestCasePlan } from '../../../../src/config';
import { ExperimentManager, type ExecutionEnvironment, type NetworkEnvironment, type NetworkRequest } from '../../../../src/engine';
import type { EventManager, ExperimentEvent, ObserverLike } from '../../../../src/events';
import { readJournal, type RunState, type RunSummary } from '../../../../src/results';
import type { RunRequest } from '../../../../src/runs';
import { LiveRun } from '../../../../src/runs/live-run';
import { FakeClock, resourcesAtRest } from '../../../../src/testing/fake-clock';
import { plainRegex } from '../../../../src/testing/plain-regex';
import { ActingProcesses } from './acting-processes';

import type { Fault, FaultTable, LifePhase } from './faults';
import { Phases } from './phases';
import type { Moment, Scenario } from './scenario';

/** What became of a run. */
export interface WholeRun {
  readonly tests: readonly TestCasePlan[];
  /** As its observers heard it, in their order. */
  readonly events: readonly ExperimentEvent[];
  readonly journal: readonly ExperimentEvent[];
  readonly state: RunState;
  readonly summary: RunSummary;
  /** Every write of the journal has succeeded. */
  readonly written: boolean;
  readonly requiredFailed: boolean;
  readonly networks: { readonly setUp: number; readonly tornDown: number };
  /** Processes that were alive at the end though they could be stopped. */
  readonly alive: readonly string[];
}

/** Thousands of runs are for memory, not for a disk. */
const QUICK_DIR = existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir();
const FULL = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
/** A required observer's failure comes from here, so that its name is known. */
export const REQUIRED = 'required report';

/** One run of a scenario: the real engine, config, journal and results, with fakes for processes, network and time. */
export class Stage {
  readonly #server = createServer((_, response) => response.writeHead(200, { connection: 'close' }).end('up'));

  #foreign = 0;

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.#foreign = await resourcesAtRest();
  }

  close(): void {
    this.#server.close();
  }

  /** @param more further observers, of the run whose events these are. */
  async perform(scenario: Scenario, table: FaultTable, more: (events: () => EventManager) => NonNullable<RunRequest['observers']> = () => []): Promise<WholeRun> {
    const dir = await mkdtemp(path.join(QUICK_DIR, 'laws-'));
    const url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
    const text = JSON.stringify({ ...scenario.experiment, variables: { url } });
    const clock = new FakeClock();
    clock.start(this.#foreign);
    try {
      const performance: Performance = new Performance(
        scenario, loadExperiment(path.join(dir, 'laws.experiment.yaml'), text), dir, clock, table, more(() => performance.events),
      );
      return await performance.run();
    } finally {
      clock.stop();
      await rm(dir, { recursive: true, force: true });
    }
  }
}

class Performance {
  readonly #phases: Phases;
  readonly #victim: string;
  readonly #events: ExperimentEvent[] = [];
  readonly #processes: ActingProcesses;
  readonly #run: LiveRun;
  readonly #networks = { setUp: 0, tornDown: 0 };
  #diskIsFull = false;
  /** In which phase the time ran out: it is told a little later. */
  #timeOver: LifePhase | undefined;
  #dead = false;
  readonly #befallen = new Set<Moment>();
  #written = true;
  #manager: ExperimentManager | undefined;

  constructor(
    private readonly scenario: Scenario, private readonly loaded: LoadedExperiment, private readonly dir: string,
    private readonly clock: FakeClock, private readonly table: FaultTable, more: NonNullable<RunRequest['observers']>,
  ) {
    this.#victim = loaded.tests.find(({ base }) => base === 'victim')?.id ?? '';
    this.#phases = new Phases();
    this.#processes = new ActingProcesses(clock, (fault, { stdoutFile }) => this.#struck(fault, this.#testOf(stdoutFile)));
    const { position } = scenario;
    const faulty = scenario.moments.flatMap((moment) => this.#faultyObserver(moment));
    this.#run = new LiveRun('r', dir, {
      // What is to happen at an event happens before the engine goes on.
      settleMs: 50, atOnce: true,
      write: (_, bytes, offset) => this.#write(bytes, offset),
      observers: [
        { pattern: '**', observer: (event) => this.#hear(event), options: { name: 'stage', priority: 1 } },
        ...faulty.map(({ observer, name, required }) => ({ pattern: '**', observer, options: { name, priority: position * 2, required } })),
        { pattern: '**', observer: () => undefined, options: { name: 'sound', priority: 0 } },
        ...more,
      ],
    });
  }

  get events(): EventManager {
    return this.#run.events;
  }

  async run(): Promise<WholeRun> {
    const { loaded, dir, clock } = this;
    const processes = this.#processes;
    const searches = new Set(this.scenario.moments.map(({ fault }) => fault));
    processes.sweep = async () => {
      if (searches.has('the search for leftovers breaks')) return this.#strike('the search for leftovers breaks').then(() => { throw new Error('no /proc'); });
      if (searches.has('the search for leftovers hangs')) return this.#strike('the search for leftovers hangs').then(() => new Promise(() => undefined));
      return [{ pid: 7, command: 'sleep', found_by: 'tag', ended: true }];
    };
    const regex = { ...plainRegex, matchRegex: async (...args: Parameters<typeof plainRegex.matchRegex>) => {
      if (args[0] !== 'break the matcher') return plainRegex.matchRegex(...args);
      this.#struck(this.#phases.of(this.#victim) === 'assertions' ? 'an assertion breaks' : 'a step breaks', this.#victim);
      throw new Error('the matcher broke');
    } };
    const manager = this.#manager = new ExperimentManager({ events: this.#run.events, processes, clock, networks: [this.#network()], environments: [this.#environment()], regex, hostEnv: {} });
    await this.#run.drive({
      run: () => manager.run({
        runId: 'r', dir, loaded, tests: loaded.tests, parallel: loaded.parallel, failFast: loaded.failFast, owner: 'cli', source: loaded.source,
        ...(loaded.timeoutMs === undefined ? {} : { timeoutMs: loaded.timeoutMs }),
      }),
      cancel: (reason) => manager.cancel(reason),
      dispose: async () => undefined,
    });
    const state = await this.#run.finished;
    const { events: journal } = await readJournal(path.join(dir, 'events.jsonl'));
    return {
      tests: loaded.tests, events: this.#events, journal, state, written: this.#written, networks: this.#networks,
      summary: JSON.parse(await readFile(path.join(dir, 'run.json'), 'utf8')) as RunSummary,
      requiredFailed: this.#run.events.requiredFailures().length > 0,
      alive: processes.started.filter(({ alive, act }) => alive && act.stop !== 'never' && act.stop !== 'throws').map(({ id }) => id),
    };
  }

  #hear(event: ExperimentEvent): void {
    this.#events.push(event);
    this.#phases.apply(event);
    this.#countWhatIsTold(event);
    for (const moment of this.scenario.moments) if (this.#is(moment, event) && !this.#befallen.has(moment)) this.#befall(moment);
  }

  /** Whether this event is that moment; all observers are asked about each event once. */
  #is({ fault, phase, nth }: Moment, event: ExperimentEvent): boolean {
    if (fault === 'a service dies') return this.#phases.of(this.#victim) === phase && !this.#dead && this.#living() !== undefined;
    return event.test === this.#victim && !event.type.startsWith('custom.') && this.#phases.of(this.#victim) === phase && this.#phases.nth(this.#victim) === nth;
  }

  /** What happens to a run from outside. */
  #befall(moment: Moment): void {
    const { fault, phase } = moment;
    this.#befallen.add(moment);
    switch (fault) {
      case 'the run is stopped':
        this.#manager?.cancel('stop');
        return this.table.count(fault, phase);
      case 'the run is stopped twice':
        this.#manager?.cancel('stop');
        this.#manager?.cancel('now');
        return this.table.count(fault, phase);
      case 'the supervisor dies':
        this.#processes.die();
        return this.table.count(fault, phase);
      case 'the disk is full':
        this.#diskIsFull = true;
        return undefined;
      case 'the time of the run is over':
        this.#timeOver = phase;
        return this.clock.advance(3_600_000);
      case 'the time of the test is over':
        this.#timeOver = phase;
        return this.clock.advance(300_000);
      case 'a service dies': {
        this.#dead = true;
        this.#living()?.die({ code: 9 });
        return this.table.count(fault, phase);
      }
      default:
        return undefined;
    }
  }

  /** A living process of a service of the victim. */
  #living() {
    return this.#processes.started.find(({ alive, request }) => alive && request.id.includes('#') && this.#testOf(request.stdoutFile) === this.#victim);
  }

  #faultyObserver(moment: Moment): readonly { readonly observer: ObserverLike; readonly name: string; readonly required: boolean }[] {
    const { fault, phase } = moment;
    const at = (act: () => unknown) => (event: ExperimentEvent): void => {
      if (!this.#is(moment, event)) return undefined;
      this.table.count(fault, phase);
      return act() as undefined;
    };
    const boom = () => { throw new Error('boom'); };
    switch (fault) {
      case 'an observer throws': return [{ observer: at(boom), name: fault, required: false }];
      case 'a required observer throws': return [{ observer: at(boom), name: REQUIRED, required: true }];
      case 'an observer rejects': return [{ observer: at(() => Promise.reject(new Error('boom'))), name: fault, required: false }];
      case 'an observer hangs': return [{ observer: at(() => new Promise(() => undefined)), name: fault, required: false }];
      case 'an observer publishes': return [{ observer: at(() => this.#run.events.publishEvent({ type: 'custom.answer' })), name: fault, required: false }];
      default: return [];
    }
  }

  /** What is seen in the events alone. */
  #countWhatIsTold(event: ExperimentEvent): void {
    if (event.type === 'experiment.error' && 'message' in event && String(event.message).startsWith('The run took longer')) {
      this.table.count('the time of the run is over', this.#timeOver ?? this.#phases.of(this.#victim));
    }
    if (event.test !== this.#victim) return;
    const phase = this.#phases.of(this.#victim);
    const message = 'message' in event ? String(event.message) : '';
    if (event.type === 'test_case.error' && message.startsWith('The test took longer')) this.table.count('the time of the test is over', this.#timeOver ?? phase);
    if (event.type === 'service.error' && message.includes('ended before it was ready')) this.table.count('a service dies before it is ready', phase);
    if (event.type === 'service.error' && message.startsWith('Waiting for')) this.table.count('a service is not ready in time', phase);
    if (event.type === 'step.finished' && 'outcome' in event && event.outcome === 'failed') this.table.count('a step fails', phase);
    if (event.type === 'step.finished' && JSON.stringify(event).includes('"kind":"timeout"')) this.table.count('a step hangs', phase);
    if (event.type === 'assertion.failed') this.table.count('an assertion fails', phase);
    if (event.type === 'test_case.error' && 'phase' in event && event.phase === 'results') this.table.count('the results cannot be collected', 'results');
  }

  #network(): NetworkEnvironment {
    const faults = new Set(this.scenario.moments.map(({ fault }) => fault));
    const suffer = async (test: string, breaks: Fault, hangs: Fault): Promise<void> => {
      if (test !== this.#victim) return;
      if (faults.has(breaks)) return this.#strike(breaks).then(() => { throw new Error('no bridge'); });
      if (faults.has(hangs)) return this.#strike(hangs).then(() => new Promise(() => undefined));
    };
    return {
      type: 'localhost',
      setUp: async ({ test, services }: NetworkRequest) => {
        await suffer(test, 'the set-up of the network breaks', 'the set-up of the network hangs');
        this.#networks.setUp += 1;
        return {
          services: Object.fromEntries(services.map(({ name, ports }, index) => [name, { host: '127.0.0.1', ports: Object.fromEntries(Object.keys(ports).map((port) => [port, 5000 + index])) }])),
          tearDown: async () => {
            this.#networks.tornDown += 1;
            await suffer(test, 'the teardown of the network breaks', 'the teardown of the network hangs');
          },
        };
      },
    };
  }

  /** Around every service; it claims something of each, so that this can break. */
  #environment(): ExecutionEnvironment {
    const faults = new Set(this.scenario.moments.map(({ fault }) => fault));
    return {
      type: 'usage', byDefault: {},
      prepare: async ({ test, services }) => {
        if (test === this.#victim && faults.has('an execution environment breaks')) return this.#strike('an execution environment breaks').then(() => { throw new Error('no such tool'); });
        if (test === this.#victim && faults.has('an execution environment hangs')) return this.#strike('an execution environment hangs').then(() => new Promise(() => undefined));
        return {
          collect: async () => {
            if (test === this.#victim && faults.has('the findings of an execution environment break')) return this.#strike('the findings of an execution environment break').then(() => { throw new Error('no findings'); });
            if (test === this.#victim && faults.has('the findings of an execution environment hang')) return this.#strike('the findings of an execution environment hang').then(() => new Promise(() => undefined));
            return { metrics: services.map((service) => ({ service, name: 'cpu_seconds', value: 1 })), checks: [{ passed: true, message: 'it was light' }] };
          },
        };
      },
    };
  }

  async #strike(fault: Fault): Promise<void> {
    this.#struck(fault, this.#victim);
  }

  #struck(fault: Fault, test: string): void {
    this.table.count(fault, this.#phases.of(test));
  }

  #write(bytes: Uint8Array, offset: number): number {
    if (this.#diskIsFull) {
      this.#written = false;
      this.table.count('the disk is full', this.#phases.of(this.#victim));
      throw FULL;
    }
    return this.#append(bytes.subarray(offset));
  }

  #append(bytes: Uint8Array): number {
    appendFileSync(path.join(this.dir, 'events.jsonl'), bytes);
    return bytes.length;
  }

  #testOf(file: string): string {
    const [folder] = path.relative(this.dir, file).split(path.sep);
    return this.loaded.tests.find(({ dir }) => dir === folder || dir.split('/')[0] === folder)?.id ?? '';
  }
}
