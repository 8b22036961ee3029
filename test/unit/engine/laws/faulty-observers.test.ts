import assert from 'node:assert/strict';
import { exitCodeOf } from '../../../../src/cli/exit-code';
import type { EventManager, ExperimentEvent } from '../../../../src/events';
import { FaultTable } from './faults';
import { checkLaws } from './laws';
import { command } from './acting-processes';
import type { Scenario } from './scenario';
import { Stage, type WholeRun } from './whole-run';

const FAULTS = ['throws', 'rejects', 'hangs', 'mutates', 'unregisters itself', 'publishes from inside'] as const;
const POSITIONS = { first: 1000, 'in the middle': 0, last: -1000 } as const;
/** `RUNS` set: every position of every fault at every type; else one of the three, by the seed. */
const ALL = process.env['RUNS'] !== undefined;
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 0x7fffffff));
/** A fault of the observer itself, in contrast to one that it may do. */
const FAILS = new Set<(typeof FAULTS)[number]>(['throws', 'rejects', 'mutates']);

function misbehave(fault: (typeof FAULTS)[number], event: ExperimentEvent, events: EventManager, self: () => void): unknown {
  switch (fault) {
    case 'throws': throw new Error('fault');
    case 'rejects': return Promise.reject(new Error('fault'));
    case 'hangs': return new Promise(() => undefined);
    // In strict code, as all modules are, this throws.
    case 'mutates': return Object.assign(event, { type: 'changed' });
    case 'unregisters itself': return events.unregisterObserver('**', self);
    case 'publishes from inside': return event.type === 'experiment.finished' ? undefined : events.publishEvent({ type: 'custom.inside' });
    default: return fault satisfies never;
  }
}

const scenario: Scenario = {
  moments: [], position: 0,
  experiment: {
    name: 'story', tests: [
      {
        name: 'whole', services: { server: { command: command({ print: 'listening\n' }), ready: { log: 'listening' } } }, artifacts: ['steps/*.log'],
        steps: [{ run: command({ exit: { code: 0, afterMs: 3 }, print: 'rate: 7\n' }), capture: { rate: 'rate: ([0-9]+)' } }, { run: command({ exit: { code: 1, afterMs: 1 } }) }, { wait: '5ms' }],
        assertions: [{ type: 'metric', name: 'rate', equals: 7 }, { type: 'metric', name: 'rate', below: 1 }],
      },
      { name: 'again', retries: 1, steps: [{ run: command({ spawn: 'fails' }) }] },
      { name: 'skipped', skip: 'not today', steps: [{ wait: '1ms' }] },
    ],
  },
};

/** What must not change: who was told what, in which order. Output comes when it comes. */
const story = ({ events }: WholeRun): readonly string[] => events
  .filter(({ type }) => !/^(observer|custom)\.|^service\.output$/.test(type))
  .map((event) => [event.type, event.test, event.service, 'outcome' in event ? event.outcome : ''].join(' '));

describe('a run with a faulty observer', function () {
  this.timeout(300_000);
  const stage = new Stage();
  let sound: WholeRun;
  before(async () => {
    await stage.open();
    sound = await stage.perform(scenario, new FaultTable());
  });
  after(() => stage.close());

  for (const required of [false, true]) {
    for (const fault of FAULTS) {
      it(`that ${required ? 'is required and ' : ''}${fault}, at every type: the same story and verdict${required ? ', and its own reason' : ', the same exit code'}`, async () => {
        const types = [...new Set(sound.events.map(({ type }) => type))].filter((type) => !/^(observer|service\.output)/.test(type));
        for (const [index, type] of types.entries()) {
          for (const [at, [name, priority]] of Object.entries(POSITIONS).entries()) {
            if (!ALL && at !== (SEED + index) % 3) continue;
            const told = `${type}, ${name}, seed ${SEED}`;
            const run = await stage.perform(scenario, new FaultTable(), (events) => {
              const self = ((event: ExperimentEvent) => (event.type === type ? misbehave(fault, event, events(), self) : undefined)) as () => void;
              return [{ pattern: '**', observer: self, options: { name: 'required report', priority, required } }];
            });
            checkLaws(run);
            assert.deepEqual(story(run), story(sound), told);
            assert.deepEqual(run.state.counts, sound.state.counts, told);
            const fails = FAILS.has(fault) || fault === 'hangs';
            assert.equal(run.requiredFailed, required && fails, told);
            assert.equal(exitCodeOf({ ...run.state, outcome: 'passed' }, false), required && fails ? 4 : 0, told);
            assert.equal(exitCodeOf(run.state, false), exitCodeOf(sound.state, false), told);
          }
        }
      });
    }
  }
});
