import { EventManager, type SourceRef } from '../../src/events';
import { RunModel } from '../../src/results';
import { compare, type Row } from './measure';

const source: SourceRef = { file: '/x.experiment.yaml', path: 'tests[0]', range: { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } } };
const MOST = 10_000;

/** The lives of `MOST` test cases in runs of `size`; every state is looked at. What an event costs must not grow with the run. */
const runsOf = (size: number) => (): number => {
  let seen = 0;
  for (let done = 0; done < MOST; done += size) {
    const events = new EventManager();
    const model = new RunModel();
    // What the manager itself tells of a busy machine is no part of the work.
    events.registerObserver(['experiment.*', 'test_case.*'], (event) => {
      model.apply(event);
      seen += model.state().counts.passed > 0 ? 1 : 0;
    });
    const ids = Array.from({ length: size }, (_, index) => `case ${index}`);
    events.publishEvent({ type: 'experiment.started', tests: ids.map((id) => ({ id, name: id, base: id, matrix: {}, iteration: 1, tags: [], dir: id, source, services: [] })) });
    for (const test of ids) events.publishEvent({ type: 'test_case.finished', test, outcome: 'passed', success: true, duration_ms: 1, attempt: 1 });
  }
  return seen;
};

export const reducing = (): Promise<Row[]> => compare('run model, per test case', MOST, [
  { name: 'runs of 100', run: runsOf(100) },
  { name: 'one run of 10,000', run: runsOf(MOST) },
]);
