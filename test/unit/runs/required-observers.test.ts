import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EXIT, exitCodeOf, worst } from '../../../src/cli/exit-code';
import { AsyncObserver, type ObserverLike, type RegisterOptions } from '../../../src/events';
import { readJournal, reduceEvents, type RunState, type RunSummary } from '../../../src/results';
import { LiveRun } from '../../../src/runs/live-run';
import { configured, started } from '../results/sample-events';

class Hanging extends AsyncObserver {
  onEventAsync(): Promise<void> {
    return new Promise(() => undefined);
  }
}

class Overrun extends AsyncObserver {
  override readonly queueLimit = 1;

  async onEventAsync(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const throwing = (): void => { throw new Error('the report is missing'); };

describe('a required observer', () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), 'required-'))));
  afterEach(() => rmSync(dir, { recursive: true }));

  async function runWith(outcome: 'passed' | 'failed', pattern: string, observer: ObserverLike, options: RegisterOptions = { required: true }): Promise<RunState> {
    const run = new LiveRun('r1', dir, { settleMs: 30, observers: [{ pattern, observer, options: { name: 'report', ...options } }] });
    await run.drive({
      cancel: () => undefined, dispose: () => Promise.resolve(),
      run: async () => {
        run.events.publishEvent(configured());
        run.events.publishEvent(started(['a']));
        run.events.publishEvent({ type: 'test_case.finished', test: 'a', outcome, success: outcome === 'passed', duration_ms: 1, attempt: 1 });
        const counts = { total: 1, flaky: 0, passed: 0, failed: 0, error: 0, skipped: 0, cancelled: 0, interrupted: 0, [outcome]: 1 };
        run.events.publishEvent({ type: 'experiment.finished', outcome, success: outcome === 'passed', duration_ms: 1, counts });
      },
    });
    return run.finished;
  }

  const cases: readonly (readonly [what: string, pattern: string, observer: () => ObserverLike, reason: RegExp])[] = [
    ['that throws', 'test_case.*', () => throwing, /^The required observer report failed: the report is missing$/],
    ['that throws at the very end', 'experiment.finished', () => throwing, /the report is missing$/],
    ['that rejects', 'experiment.finished', () => (async () => Promise.reject(new Error('no network'))) as () => void, /no network$/],
    ['that never settles', 'experiment.finished', () => new Hanging(), /did not settle|has not settled|settle/],
    ['that loses events', '**', () => new Overrun(), /events were dropped$/],
  ];
  for (const [what, pattern, observer, reason] of cases) {
    it(`${what} ends a run that passed with 4 and says why, in the state, run.json, junit.xml and the journal`, async () => {
      const state = await runWith('passed', pattern, observer());
      assert.equal(exitCodeOf(state, false), 4);
      assert.equal(state.outcome, 'passed', 'the verdict stands');
      assert.match(state.errors.map(({ message }) => message).join('|'), reason);
      const summary = JSON.parse(readFileSync(path.join(dir, 'run.json'), 'utf8')) as RunSummary;
      assert.deepEqual(summary.failed_observers, ['report']);
      assert.deepEqual(summary.errors, state.errors.map(({ message }) => message));
      assert.match(readFileSync(path.join(dir, 'junit.xml'), 'utf8'), /<system-err>The required observer report failed/);
      const { events } = await readJournal(path.join(dir, 'events.jsonl'));
      assert.deepEqual(reduceEvents(events), { ...state }, 'the same after a reload, or from another process');
    });
  }

  it('that fails only when it hears of failures is told at the end', async () => {
    const run = new LiveRun('r1', dir, {
      observers: [
        { pattern: 'test_case.*', observer: throwing, options: { name: 'other' } },
        { pattern: 'observer.error', observer: throwing, options: { name: 'report', required: true } },
      ],
    });
    await run.drive({
      cancel: () => undefined, dispose: () => Promise.resolve(),
      run: async () => { run.events.publishEvent({ type: 'test_case.execution_started', test: 'a' }); },
    });
    assert.deepEqual((await run.finished).errors, [{ message: 'The required observer report failed: the report is missing', observer: 'report' }]);
  });

  it('changes no worse exit code', async () => {
    assert.equal(exitCodeOf(await runWith('failed', 'test_case.*', throwing), false), 1);
    assert.equal(worst([EXIT.required, EXIT.passed]), 4);
    assert.equal(worst([EXIT.required, EXIT.failed]), 1);
  });

  it('is the only kind that changes an exit code', async () => {
    for (const [, pattern, observer] of cases) {
      rmSync(dir, { recursive: true });
      dir = mkdtempSync(path.join(tmpdir(), 'required-'));
      const state = await runWith('passed', pattern, observer(), {});
      assert.deepEqual([exitCodeOf(state, false), state.errors], [0, []]);
    }
  });
});
