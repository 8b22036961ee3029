import assert from 'node:assert/strict';
import type { Counts } from '../../../src/events';
import { bestFor, fits } from '../../../src/vscode/commands/pick-filter';
import { neighbour, type TextPlace } from '../../../src/vscode/model/failures';
import { clockTime, shortDuration } from '../../../src/vscode/model/durations';
import { endedText, progressText, roundsEndedText, roundText, runningText } from '../../../src/vscode/status/status-text';
import { ObserverList } from '../../../src/vscode/runs/observer-list';
import { EventManager } from '../../../src/events';

const counts = (some: Partial<Counts>): Counts => ({ total: 12, flaky: 0, passed: 0, failed: 0, error: 0, skipped: 0, cancelled: 0, interrupted: 0, ...some });

describe('vscode: the status bar', () => {
  it('counts while runs are under way', () => {
    assert.equal(runningText([{ status: 'running', errors: [], counts: counts({ passed: 2, failed: 1 }) }], 42_300).text, '$(sync~spin) 3/12, 1 failed, 0:42');
    assert.equal(runningText([{ status: 'running', errors: [], counts: counts({}) }, { status: 'running', errors: [], counts: counts({ total: 3, passed: 1 }) }], 0).text, '$(sync~spin) 1/15, 0:00');
    assert.equal(runningText([{ status: 'stopping', errors: [], counts: counts({ passed: 2 }) }], 1000).text, '$(sync~spin) stopping, 2/12, 0:01');
  });

  it('counts rounds, and says how they went', () => {
    const round = { number: 12, most: 100, passed: 44 };
    const { text, spoken } = runningText([{ status: 'running', errors: [], counts: counts({ passed: 2 }) }], 42_300, round);
    assert.equal(text, '$(sync~spin) round 12, 2/12, 0:42');
    assert.equal(runningText([{ status: 'configured', errors: [], counts: counts({ total: 0 }) }], 43_000, round).text, '$(sync~spin) round 12, 0:43', 'between two rounds nothing is planned yet');
    assert.match(spoken, /, round 12 of 100, 44 test cases passed so far$/);
    assert.equal(roundText({ number: 1, passed: 0 }), 'round 1, 0 test cases passed so far');
    assert.deepEqual((['passed', 'failed', 'stopped', 'nothing'] as const).map((verdict) => roundsEndedText({ verdict, number: 7 }).text), [
      '$(pass) 7 rounds passed', '$(error) failed in round 7', '$(circle-slash) stopped in round 7', '$(warning) nothing to repeat',
    ]);
  });

  it('says how far a run is, and what is known of the time that remains', () => {
    assert.equal(progressText({ percent: 0 }), '0 %');
    assert.equal(progressText({ percent: 25, perMinute: 4.24, remaining: { ms: 41_500 } }), '25 %, 4.2 test cases a minute, about 0:42 left, as they took before');
    assert.equal(progressText({ percent: 25, perMinute: 240, remaining: { unknown: 3 } }), '25 %, 240 test cases a minute, time left unknown: 3 test cases have never run before');
  });

  it('sums up when they have ended', () => {
    const ended = (outcome: 'passed' | 'failed' | 'cancelled' | 'error', some: Partial<Counts>) => endedText([{ status: 'ended', outcome, errors: [], counts: counts(some) }]).text;
    assert.equal(ended('passed', { passed: 12 }), '$(pass) 12 passed');
    assert.equal(ended('passed', { passed: 11, skipped: 1 }), '$(pass) 11 passed, 1 skipped');
    assert.equal(ended('failed', { passed: 10, failed: 1, error: 1 }), '$(error) 2 of 12 failed');
    assert.equal(ended('cancelled', { passed: 3, cancelled: 9 }), '$(circle-slash) cancelled, 3 of 12 passed');
    assert.equal(ended('error', { passed: 3 }), '$(error) error, 3 of 12 passed');
    const reportMissing = { status: 'ended' as const, outcome: 'passed' as const, errors: [{ message: 'no report', observer: 'report' }], counts: counts({ passed: 12 }) };
    assert.equal(endedText([reportMissing]).text, '$(warning) 12 passed, a required observer failed');
  });
});

describe('vscode: durations', () => {
  it('are short in rows and a clock in the status bar', () => {
    assert.deepEqual([0, 812.4, 1234, 59_900, 125_000].map(shortDuration), ['0 ms', '812 ms', '1.2 s', '59.9 s', '2m 05s']);
    assert.deepEqual([0, 42_999, 61_000, 3_723_000].map(clockTime), ['0:00', '0:42', '1:01', '1:02:03']);
  });
});

describe('vscode: walking the failures', () => {
  const place = (file: string, line: number): { readonly source: TextPlace } => ({ source: { file, range: { start: { line, column: 3 } } } });
  const places = [place('a', 2), place('a', 2), place('a', 9), place('b', 1)];

  it('goes on from the cursor, across files and around the end, never staying on the spot', () => {
    assert.equal(neighbour(places, undefined, 1), places[0]);
    assert.equal(neighbour(places, places[0]?.source, 1), places[2]);
    assert.equal(neighbour(places, places[2]?.source, 1), places[3]);
    assert.equal(neighbour(places, places[3]?.source, 1), places[0]);
    assert.equal(neighbour(places, places[0]?.source, -1), places[3]);
    assert.equal(neighbour(places, place('a', 5).source, -1), places[1]);
    assert.equal(neighbour([], undefined, 1), undefined);
  });
});

describe('vscode: observers of other extensions', () => {
  it('hear the runs under way and those to come, until they are disposed', () => {
    const live = new EventManager({ run: '1' });
    const list = new ObserverList(() => [live], () => undefined);
    const heard: string[] = [];
    const observer = (event: { readonly type: string }) => { heard.push(event.type); };
    const registration = list.register('my.*', observer);
    live.publishEvent({ type: 'my.event' });
    live.publishEvent({ type: 'other.event' });
    assert.deepEqual(list.all.map(({ pattern }) => pattern), ['my.*']);
    registration.dispose();
    live.publishEvent({ type: 'my.event' });
    assert.deepEqual(heard, ['my.event']);
    list.register('my.*', observer);
    list.unregister('my.*', observer);
    live.publishEvent({ type: 'my.event' });
    assert.deepEqual([heard.length, list.all.length], [1, 0]);
  });

  it('are warned of a pattern that matches nothing, once, also while nothing runs', () => {
    const told: string[] = [];
    const list = new ObserverList(() => [], (message) => { told.push(message); });
    for (let times = 0; times < 2; times += 1) list.register('servce.ready', () => undefined, { name: 'misspelt' });
    assert.deepEqual(told, ["Observer 'misspelt': no known event matches 'servce.ready'. Did you mean 'service.ready'?"]);
  });

  it('are refused with a malformed pattern, also while nothing runs', () => {
    assert.throws(() => new ObserverList(() => [], () => undefined).register('a..b', () => undefined), TypeError);
  });
});

describe('vscode: picking with the keyboard alone', () => {
  const items = ['Separator', 'Quick start', 'Slow quick', 'A load test'].map((label, index) => ({ label, description: `dir${index}/x.yaml`, ...(index === 0 ? {} : { value: label }) }));

  it('takes what was typed for its beginning, then its inside, then its characters in order', () => {
    assert.equal(bestFor(items, '')?.label, 'Quick start');
    assert.equal(bestFor(items, 'quick')?.label, 'Quick start');
    assert.equal(bestFor(items, 'slow')?.label, 'Slow quick');
    assert.equal(bestFor(items, 'W Q')?.label, 'Slow quick');
    assert.equal(bestFor(items, 'alt')?.label, 'A load test');
    assert.equal(bestFor(items, 'dir2')?.label, 'Slow quick');
    assert.equal(bestFor(items, 'zzz'), undefined);
    assert.equal(fits({ label: 'Quick start' }, 'qst'), true);
    assert.equal(fits({ label: 'Quick start' }, 'tq'), false);
  });
});
