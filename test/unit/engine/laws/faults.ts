/** The parts of a test case's life, as its events tell them, in their order. */
export const PHASES = ['before', 'network_setup', 'execution_environment', 'services', 'steps', 'assertions', 'services_stop', 'results', 'network_teardown'] as const;
export type LifePhase = (typeof PHASES)[number];

const ANYWHERE = PHASES;
const ALIVE: readonly LifePhase[] = ['services', 'steps', 'assertions', 'services_stop'];
const LIMITED: readonly LifePhase[] = ['network_setup', 'execution_environment', 'services', 'steps', 'assertions'];

/** What can go wrong, and in which parts of a life it can. */
export const FAULTS = {
  'a start fails': ['services', 'steps'],
  'a start hangs': ['services', 'steps'],
  'a service dies before it is ready': ['services'],
  'a service is not ready in time': ['services'],
  'a service dies': ALIVE,
  'a stop breaks': ['services_stop', 'steps'],
  'a stop hangs': ['services_stop', 'steps'],
  'a step fails': ['steps'],
  'a step hangs': ['steps'],
  'a step breaks': ['steps'],
  'an assertion fails': ['assertions'],
  'an assertion breaks': ['assertions'],
  'the set-up of the network breaks': ['network_setup'],
  'the set-up of the network hangs': ['network_setup'],
  'an execution environment breaks': ['execution_environment'],
  'an execution environment hangs': ['execution_environment'],
  'the findings of an execution environment break': ['services_stop'],
  'the findings of an execution environment hang': ['services_stop'],
  'the teardown of the network breaks': ['network_teardown'],
  'the teardown of the network hangs': ['network_teardown'],
  'the results cannot be collected': ['results'],
  'the search for leftovers breaks': ['services_stop'],
  'the search for leftovers hangs': ['services_stop'],
  'the supervisor dies': ANYWHERE,
  'the disk is full': ANYWHERE,
  'an observer throws': ANYWHERE,
  'an observer rejects': ANYWHERE,
  'an observer hangs': ANYWHERE,
  'an observer publishes': ANYWHERE,
  'a required observer throws': ANYWHERE,
  'the run is stopped': ANYWHERE,
  'the run is stopped twice': ANYWHERE,
  'the time of the run is over': ANYWHERE,
  'the time of the test is over': LIMITED,
} as const satisfies { readonly [fault: string]: readonly LifePhase[] };
export type Fault = keyof typeof FAULTS;

/** Why the other combinations cannot be. */
export const IMPOSSIBLE: { readonly [fault in Fault]?: string } = {
  'a start fails': 'only services and steps start processes',
  'a start hangs': 'only services and steps start processes',
  'a service dies before it is ready': 'a service becomes ready in the phase services; in a step that starts it, it is the fault of the step',
  'a service is not ready in time': 'a service becomes ready in the phase services; in a step that starts it, it is the fault of the step',
  'a service dies': 'no service lives before its phase begins, nor after it was stopped',
  'a stop breaks': 'nothing is stopped elsewhere',
  'a stop hangs': 'nothing is stopped elsewhere',
  'a step fails': 'steps are in their own phase',
  'a step hangs': 'steps are in their own phase',
  'a step breaks': 'steps are in their own phase',
  'an assertion fails': 'assertions are in their own phase',
  'an assertion breaks': 'assertions are in their own phase',
  'the set-up of the network breaks': 'the network is set up once, in its own phase',
  'the set-up of the network hangs': 'the network is set up once, in its own phase',
  'an execution environment breaks': 'it is prepared once, in its own phase',
  'an execution environment hangs': 'it is prepared once, in its own phase',
  'the findings of an execution environment break': 'they are collected when the services have stopped',
  'the findings of an execution environment hang': 'they are collected when the services have stopped',
  'the teardown of the network breaks': 'the network is taken down once, in its own phase',
  'the teardown of the network hangs': 'the network is taken down once, in its own phase',
  'the results cannot be collected': 'results are collected in their own phase',
  'the search for leftovers breaks': 'a test case looks for leftovers when its services have stopped',
  'the search for leftovers hangs': 'a test case looks for leftovers when its services have stopped',
  'the time of the test is over': 'a test that waits has no time yet; the parts of the teardown have limits of their own',
};

export type Cell = readonly [fault: Fault, phase: LifePhase];
export const CELLS: readonly Cell[] = (Object.keys(FAULTS) as Fault[]).flatMap((fault) => FAULTS[fault].map((phase): Cell => [fault, phase]));

/** How often each fault met each phase. */
export class FaultTable {
  readonly #met = new Map<string, number>();

  count(fault: Fault, phase: LifePhase): void {
    const key = `${fault}|${phase}`;
    this.#met.set(key, this.met([fault, phase]) + 1);
  }

  met([fault, phase]: Cell): number {
    return this.#met.get(`${fault}|${phase}`) ?? 0;
  }

  get unmet(): readonly Cell[] {
    return CELLS.filter((cell) => this.met(cell) === 0);
  }

  text(): string {
    const faults = Object.keys(FAULTS) as Fault[];
    const width = Math.max(...faults.map(({ length }) => length));
    const row = (title: string, cells: readonly string[]) => `${title.padEnd(width)}  ${cells.map((cell, index) => cell.padStart(PHASES[index]?.length ?? 0)).join('  ')}`;
    return [
      row('', PHASES),
      ...faults.map((fault) => row(fault, PHASES.map((phase) => ((FAULTS[fault] as readonly LifePhase[]).includes(phase) ? String(this.met([fault, phase])) : '–')))),
    ].join('\n');
  }
}
