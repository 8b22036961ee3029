import assert from 'node:assert/strict';
import { ConfigError } from '../../../../src/config';
import { declaredVariables, settled, withChanges } from '../../../../src/engine/case-env';
import { systemClock } from '../../../../src/engine/clock';
import { formatMs, LimitExceeded, withLimit } from '../../../../src/engine/limits';
import { inReverseOrder } from '../../../../src/engine/reverse-order';
import { Verdict } from '../../../../src/engine/verdict';
import { FakeClock } from '../../../../src/testing';
import { FakeRun, plan, serviceDraft } from './fakes';

describe('engine life: parts', () => {
  it('environment: null unsets, and Windows knows no case', () => {
    assert.deepEqual(withChanges({ A: '1', B: '2' }, { A: null, C: '3' }, 'linux'), { B: '2', C: '3' });
    assert.deepEqual(withChanges({ Path: 'x', path2: 'y' }, { PATH: 'z' }, 'win32'), { path2: 'y', PATH: 'z' });
    assert.deepEqual(withChanges({ Path: 'x' }, { PATH: 'z' }, 'linux'), { Path: 'x', PATH: 'z' });
  });

  it('environment: matrix and variables by upper-case names', () => {
    assert.deepEqual(declaredVariables({ 'a-b': 1, map: { x: [1] } }, { on: true, none: null }), { MATRIX_A_B: '1', MATRIX_MAP: '{"x":[1]}', VAR_ON: 'true', VAR_NONE: 'null' });
  });

  it('environment: a variable that asks the run has its text, one that cannot be known is left out', () => {
    const resolve = (text: string): string => {
      if (text.includes('missing')) throw new ConfigError([]);
      return text.replace('${{ run.id }}', 'r1');
    };
    assert.deepEqual(settled({ VAR_A: 'a', VAR_B: 'in ${{ run.id }}', VAR_C: '${{ env.missing }}' }, resolve), { VAR_A: 'a', VAR_B: 'in r1' });
  });

  it('a time limit gives up, aborts the work, and names what took too long', async () => {
    const clock = new FakeClock();
    let inner: AbortSignal | undefined;
    const work = withLimit({ what: 'Cooking', ms: 2500, clock, signal: new AbortController().signal }, (signal) => {
      inner = signal;
      return new Promise<void>(() => undefined);
    });
    clock.advance(2499);
    clock.advance(1);
    await assert.rejects(work, (error: Error) => error instanceof LimitExceeded && error.message === 'Cooking took longer than its time limit of 2.5 s');
    assert.equal(inner?.aborted, true);
  });

  it('a time limit ends with the outer signal, and leaves nobody sleeping when the work is done', async () => {
    const clock = new FakeClock();
    const outer = new AbortController();
    const work = withLimit({ what: 'x', ms: 10, clock, signal: outer.signal }, () => new Promise(() => undefined));
    outer.abort(new Error('enough'));
    await assert.rejects(work, /enough/);
    assert.equal(await withLimit({ what: 'x', ms: 10, clock, signal: new AbortController().signal }, async () => 7), 7);
  });

  it('milliseconds are shown in the unit that reads best', () => {
    assert.deepEqual([1, 999, 999.6, 1000, 1500, 59_940, 59_960, 60_000, 119_600, 90_000, 600_000].map(formatMs), ['1 ms', '999 ms', '1 s', '1 s', '1.5 s', '59.9 s', '1 min', '1 min', '2 min', '1 min 30 s', '10 min']);
  });

  it('the clock sleeps, and an aborted sleep rejects with the reason', async () => {
    const before = systemClock.now();
    await systemClock.sleep(5);
    assert.ok(systemClock.now() - before >= 4);
    const stop = new AbortController();
    const asleep = systemClock.sleep(60_000, stop.signal);
    stop.abort(new Error('wake up'));
    await assert.rejects(asleep, /wake up/);
    await assert.rejects(systemClock.sleep(1, stop.signal), /wake up/);
  });

  it('what depends on a service is done before it, also when that fails', async () => {
    const done: string[] = [];
    const services = [serviceDraft('a'), serviceDraft('b', {}, [{ service: 'a', condition: 'ready' }]), serviceDraft('c', {}, [{ service: 'b', condition: 'ready' }, { service: 'a', condition: 'ready' }])];
    await inReverseOrder(services, async (name) => void done.push(name));
    assert.deepEqual(done, ['c', 'b', 'a']);
  });

  it('verdict: broken before cancelled before failed', () => {
    const verdict = new Verdict();
    assert.equal(verdict.outcome(), 'passed');
    verdict.add({ kind: 'expectation' });
    assert.equal(verdict.outcome(), 'failed');
    verdict.cancel('stop');
    verdict.cancel('later');
    assert.deepEqual([verdict.outcome(), verdict.reason], ['cancelled', 'stop']);
    verdict.add({ kind: 'service' });
    assert.deepEqual([verdict.outcome(), verdict.reason], ['error', undefined]);
  });

  it('the event loop gets its turn while thousands of test cases are told', async () => {
    const run = new FakeRun(Array.from({ length: 5000 }, (_, index) => plan(`t${index}`, { skip: 'no' })));
    let turns = 0;
    let over = false;
    const turn = () => {
      turns += 1;
      if (!over) setImmediate(turn);
    };
    run.onEvent = () => {
      // Some work for each event, as observers do.
      for (const until = performance.now() + 0.02; performance.now() < until;);
    };
    setImmediate(turn);
    await run.run();
    over = true;
    assert.ok(turns > 10, `only ${turns} turns`);
  });
});
