import { mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { DEFAULT_OBSERVER_SETTINGS, type Draft, type EnvironmentSpec, type LoadedExperiment, type ServiceDraft, type ServiceSpec, type TestCasePlan } from '../../../../src/config';
import { EventManager, type BuiltInEvent, type BuiltInType, type EventOf, type ExperimentEvent, type SourceRef } from '../../../../src/events';
import type { CaseActions } from '../../../../src/engine/case-actions';
import type { Network, NetworkEnvironment, NetworkRequest } from '../../../../src/engine/network-environment';
import type { DriverNeeds } from '../../../../src/engine/driver-needs';
import { RunDriver, type EngineRequest } from '../../../../src/engine/run-driver';
import { FakeClock } from '../../../../src/testing';
import type { ExitStatus, Leftover, Processes, SpawnRequest, StopLadder, SupervisedProcess } from '../../../../src/supervisor/processes';

export const sourceAt = (at: string): SourceRef => ({ file: '/x/a.experiment.yaml', path: at, range: { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } } });

/** A process that does what the test says. */
export class FakeProcess implements SupervisedProcess {
  readonly exited: Promise<ExitStatus>;
  readonly ended: Promise<ExitStatus>;
  readonly signals: string[] = [];
  readonly stops: StopLadder[] = [];
  #exit: (status: ExitStatus) => void = () => undefined;
  #end: (status: ExitStatus) => void = () => undefined;

  constructor(readonly request: SpawnRequest, readonly pid: number, private readonly behaviour: ProcessBehaviour) {
    this.exited = new Promise((resolve) => (this.#exit = resolve));
    this.ended = new Promise((resolve) => (this.#end = resolve));
  }

  get id(): string {
    return this.request.id;
  }

  /** The main process ends; its group stays unless `group` is told to go, too. */
  exit(status: Partial<ExitStatus>, group = true): void {
    const whole = { code: null, signal: null, killed: false, ...status };
    this.#exit(whole);
    if (group) this.#end(whole);
  }

  async stop(ladder: StopLadder): Promise<ExitStatus> {
    this.stops.push(ladder);
    if (this.behaviour.stop === 'never') return new Promise(() => undefined);
    if (this.behaviour.stop === 'throws') throw new Error('the channel is closed');
    const status = this.behaviour.stop ?? { code: null, signal: ladder.signal, killed: false };
    this.exit(status);
    return status;
  }

  async signal(signal: string): Promise<void> {
    this.signals.push(signal);
    if (signal === 'SIGKILL') this.exit({ signal });
  }
}

export interface ProcessBehaviour {
  /** A promise: it starts only then. */
  readonly spawn?: Error | 'never' | Promise<void>;
  /** How it ends when it is stopped; default: by the signal. */
  readonly stop?: ExitStatus | 'never' | 'throws';
  /** It ends by itself right after its start. */
  readonly exit?: Partial<ExitStatus>;
}

export class FakeProcesses implements Processes {
  readonly started: FakeProcess[] = [];
  readonly lost: Promise<Error>;
  killed = 0;
  sweeps = 0;
  leftovers: readonly Leftover[] = [];
  /** By the part of the id that names the service. */
  behaviours: { readonly [service: string]: ProcessBehaviour } = {};
  #lose: (error: Error) => void = () => undefined;
  #pid = 100;

  constructor() {
    this.lost = new Promise((resolve) => (this.#lose = resolve));
  }

  async spawn(request: SpawnRequest): Promise<SupervisedProcess> {
    const behaviour = this.behaviours[request.id.replace(/^.*\/|#\d+$/g, '')] ?? {};
    if (behaviour.spawn === 'never') return new Promise(() => undefined);
    if (behaviour.spawn instanceof Error) throw behaviour.spawn;
    await behaviour.spawn;
    // As the supervisor does.
    for (const folder of [...request.folders ?? [], path.dirname(request.stdoutFile)]) mkdirSync(folder, { recursive: true });
    const process = new FakeProcess(request, ++this.#pid, behaviour);
    this.started.push(process);
    if (behaviour.exit !== undefined) process.exit(behaviour.exit);
    return process;
  }

  /** The latest process of this service. */
  of(service: string): FakeProcess {
    const process = this.started.findLast(({ id }) => id.includes(`/${service}#`));
    if (process === undefined) throw new Error(`${service} has not been started`);
    return process;
  }

  die(error = new Error('killed')): void {
    this.#lose(error);
  }

  async sweep(): Promise<readonly Leftover[]> {
    this.sweeps += 1;
    return this.leftovers;
  }

  async releasePorts(): Promise<readonly Leftover[]> {
    return [];
  }

  async takenPort(): Promise<undefined> {
    return undefined;
  }

  async killAll(): Promise<void> {
    this.killed += 1;
    for (const process of this.started) process.exit({ signal: 'SIGKILL', killed: true });
  }

  async dispose(): Promise<readonly Leftover[]> {
    return [];
  }
}

export class FakeNetwork implements NetworkEnvironment {
  readonly type = 'localhost';
  readonly requests: NetworkRequest[] = [];
  tornDown = 0;
  setUpWith: (request: NetworkRequest) => Promise<void> = async () => undefined;
  tearDownWith: () => Promise<void> = async () => undefined;

  async setUp(request: NetworkRequest): Promise<Network> {
    this.requests.push(request);
    await this.setUpWith(request);
    const place = ({ ports }: NetworkRequest['services'][number], index: number) =>
      ({ host: '127.0.0.1', ports: Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, typeof port === 'number' ? port : 5000 + index])) });
    return {
      services: Object.fromEntries(request.services.map((service, index) => [service.name, place(service, index)])),
      tearDown: async () => {
        this.tornDown += 1;
        await this.tearDownWith();
      },
    };
  }
}

export const draft = (value: unknown, at: string): Draft => ({ value, source: sourceAt(at), sourceOf: (path) => sourceAt(`${at}.${path}`) });

/** What the resolved service shall be; `command` is its own name unless given. */
export const serviceDraft = (name: string, spec: Partial<ServiceSpec> = {}, dependsOn: ServiceDraft['dependsOn'] = []): ServiceDraft =>
  ({ ...draft(spec, `tests[0].services.${name}`), name, dependsOn });

export const fakeActions: CaseActions = {
  resolveService: ({ name, value }) => ({
    name, command: [name], env: {}, ports: {}, ready: { intervalMs: 10 }, stop: { signal: 'SIGTERM', graceMs: 5000 }, ...(value as Partial<ServiceSpec>),
  }),
  resolvePorts: ({ value }) => (value as Partial<ServiceSpec>).ports ?? {},
  resolveEnvironment: ({ value }) => value as EnvironmentSpec,
  resolveEnv: (env) => env,
  resolveString: (text) => text,
  runSteps: async () => undefined,
  firstCommand: () => undefined,
  evaluateAssertions: async () => undefined,
  waitUntilReady: async () => undefined,
  followOutput: () => ({ close: async () => undefined }),
};

export const plan = (id: string, parts: Partial<TestCasePlan> = {}): TestCasePlan => ({
  id, name: id, base: id, matrix: {}, iteration: 1, tags: [], dir: id.replaceAll(/\W/g, '_'), source: sourceAt(`tests.${id}`), network: 'localhost',
  environments: [], env: {}, services: [], steps: [], assertions: [], artifacts: [], errors: [], ...parts,
});

export const experiment = (tests: readonly TestCasePlan[], parts: Partial<LoadedExperiment> = {}): LoadedExperiment => ({
  file: '/x/a.experiment.yaml', text: '', dialect: 'experiment', name: 'a', source: sourceAt(''), problems: [], blocked: false, tests,
  variables: {}, parallel: 1, failFast: false, outputDir: '/x/outputs', observers: DEFAULT_OBSERVER_SETTINGS, plugins: [], ...parts,
});

type Parts = Partial<Pick<EngineRequest, 'parallel' | 'failFast' | 'timeoutMs'>> & {
  readonly actions?: Partial<CaseActions>;
  readonly environments?: DriverNeeds['environments'];
  readonly validators?: DriverNeeds['validators'];
  readonly hostEnv?: DriverNeeds['hostEnv'];
  readonly variables?: LoadedExperiment['variables'];
  readonly loaded?: Partial<LoadedExperiment>;
};

/** A run with fakes for everything around the engine. */
export class FakeRun {
  readonly processes = new FakeProcesses();
  readonly network = new FakeNetwork();
  readonly log: BuiltInEvent[] = [];
  /** Called after each event. */
  onEvent: () => void = () => undefined;
  readonly #manager = new EventManager({ run: 'r' });
  readonly #waiting = new Set<() => void>();
  readonly #dirs: string[] = [];
  #driver: RunDriver | undefined;

  constructor(private readonly tests: readonly TestCasePlan[], private readonly parts: Parts = {}, readonly clock = new FakeClock()) {
    this.#manager.registerObserver('**', (event: ExperimentEvent) => {
      this.log.push(event as BuiltInEvent);
      this.onEvent();
      for (const check of this.#waiting) check();
    });
  }

  async run(): Promise<string> {
    const dir = await mkdtemp(path.join(os.tmpdir(), 'engine-'));
    this.#dirs.push(dir);
    return this.runIn(dir);
  }

  async runIn(dir: string): Promise<string> {
    const { processes, clock, network, parts, tests } = this;
    this.#driver = new RunDriver({
      events: this.#manager, processes, clock, networks: [network], environments: parts.environments ?? [], actions: { ...fakeActions, ...parts.actions }, hostEnv: parts.hostEnv ?? { PATH: '/bin' },
      validators: parts.validators ?? [],
    });
    try {
      return await this.#driver.run({
        runId: 'r', dir, loaded: experiment(tests, { ...parts.loaded, ...(parts.variables === undefined ? {} : { variables: parts.variables }) }), tests, parallel: parts.parallel ?? 1,
        failFast: parts.failFast ?? false, ...(parts.timeoutMs === undefined ? {} : { timeoutMs: parts.timeoutMs }), owner: 'cli', source: sourceAt(''),
      });
    } finally {
      for (const made of this.#dirs) await rm(made, { recursive: true, force: true });
    }
  }

  cancel(reason = 'stop'): void {
    this.#driver?.cancel(reason);
  }

  of<T extends BuiltInType>(type: T): readonly EventOf<T>[] {
    return this.log.filter((event): event is EventOf<T> & BuiltInEvent => event.type === type);
  }

  /** The types of one test case's events, in order, with the service's name where there is one. */
  types(test: string): readonly string[] {
    return this.log.filter((event) => event.test === test).map(({ type, service }) => (service === undefined ? type : `${type} ${service}`));
  }

  outcomes(): { readonly [test: string]: string } {
    return Object.fromEntries(this.of('test_case.finished').map(({ test, outcome }) => [test ?? '', outcome]));
  }

  /** Resolves with the next (or an earlier) event of this type. */
  async seen(type: BuiltInType, of: { readonly test?: string; readonly service?: string } = {}): Promise<BuiltInEvent> {
    return this.until(() => this.log.find((event) => event.type === type
      && (of.test === undefined || event.test === of.test) && (of.service === undefined || event.service === of.service)));
  }

  /** Resolves once the probe answers; it is asked again after each event. */
  async until<T>(probe: () => T | undefined): Promise<T> {
    return new Promise((resolve) => {
      const check = () => {
        const answer = probe();
        if (answer === undefined) return;
        this.#waiting.delete(check);
        resolve(answer);
      };
      this.#waiting.add(check);
      check();
    });
  }
}
