import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EventManager, type BuiltInDraft, type CustomDraft, type ExperimentEvent } from '../../../src/events';
import { junitText, junitXml, reduceEvents, type RunState } from '../../../src/results';
import { sampleRun } from '../../../src/testing/sample-run';
import { junitProblems } from './junit-schema';
import { configured, drafts, finished, source, started } from './sample-events';

const RUNS = Number(process.env['RUNS'] ?? 200);

function stateOf(said: readonly (BuiltInDraft | CustomDraft)[]): RunState {
  const events: ExperimentEvent[] = [];
  const manager = new EventManager({ run: 'r' });
  manager.registerObserver('**', (event) => { events.push(event); });
  for (const draft of said) manager.publishEvent(draft);
  return reduceEvents(events);
}

describe('junit.xml and the common schema', () => {
  it('is valid whatever a run tells', () => {
    fc.assert(fc.property(fc.array(drafts(['a', 'b']), { maxLength: 40 }), fc.string({ unit: 'binary' }), (told, name) => {
      const state = stateOf([configured(name), started(['a', 'b']), ...told, finished]);
      assert.deepEqual(junitProblems(junitXml(state)), []);
    }), { numRuns: RUNS });
  });

  it('is valid for a run with a bit of everything, and for several runs in one document', () => {
    const state = reduceEvents(sampleRun());
    assert.deepEqual(junitProblems(junitXml(state)), []);
    assert.deepEqual(junitProblems([...junitText(state, state)].join('')), []);
    assert.deepEqual(junitProblems(junitXml(reduceEvents([]))), []);
  });

  it('tells earlier attempts as Surefire does', () => {
    const attempt = (number: number): BuiltInDraft[] => [
      { type: 'test_case.started', test: 'a', attempt: number, dir: 'a', source },
      { type: 'test_case.error', test: 'a', phase: 'steps', kind: 'step', message: 'no <program>', source },
      { type: 'test_case.retrying', test: 'a', attempt: number + 1, reason: 'once more' },
    ];
    const end = (outcome: 'passed' | 'error'): BuiltInDraft => ({ type: 'test_case.finished', test: 'a', outcome, success: outcome === 'passed', duration_ms: 1, attempt: 3 });
    const flaky = junitXml(stateOf([configured(), started(['a', 'b']), ...attempt(1), ...attempt(2), end('passed'), finished]));
    assert.deepEqual(junitProblems(flaky), []);
    assert.equal(flaky.match(/<flakyError message="no &lt;program&gt;" type="step"><stackTrace>/g)?.length, 2);
    const rerun = junitXml(stateOf([configured(), started(['a', 'b']), ...attempt(1), end('error'), finished]));
    assert.deepEqual(junitProblems(rerun), []);
    assert.match(rerun, /<error message="[^"]*" type="[^"]*">[^]*<rerunError message="no &lt;program&gt;" type="step">/);
  });

  it('and the check itself finds what is wrong', () => {
    const sound = junitXml(reduceEvents(sampleRun()));
    const broken: readonly (readonly [string, RegExp])[] = [
      [sound.replace('<testcase ', '<testcase file="x" '), /testcase has no attribute file/],
      [sound.replace(/ tests="\d+" failures="\d+" errors="\d+" skipped/, ' skipped'), /testsuite lacks its attribute tests/],
      [sound.replace('</testsuite>', '<properties/><testcase/></testsuite>'), /testcase lacks its attribute name/],
      [sound.replace('</testsuites>', ''), /1 elements are open/],
      [sound.replace('<system-out>', '<system-out>a & b'), /not escaped/],
      [sound.replace('</testcase>', '<property name="a" value="b"/></testcase>'), /testcase holds property/],
      [sound.replace('<testsuites ', '<testsuites skipped="1" '), /testsuites has no attribute skipped/],
      [sound.replace(/time="[^"]*"/, 'time="1 s"'), /time is/],
      [sound.replace('metrics:', 'metrics:\u0001'), /characters/],
    ];
    for (const [document, problem] of broken) assert.match(junitProblems(document).join('\n'), problem);
  });
});
