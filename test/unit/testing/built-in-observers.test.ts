import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ObserverLike } from '../../../src/events';
import { Log, LoggerObserver, MetricsObserver, ProgressObserver, ResultCollector } from '../../../src/observers';
import { Journal, reduceEvents, RunModel } from '../../../src/results';
import { checkObserver, OBSERVER_RULES, violationsText, type CheckObserverOptions } from '../../../src/testing';
import { sampleRun } from '../../../src/testing/sample-run';

describe('the built-in observers keep the rules of observers', () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), 'kit-'))));
  afterEach(() => rmSync(dir, { recursive: true }));

  const lines = new WeakMap<ObserverLike, string[]>();
  const logger = (): LoggerObserver => {
    const written: string[] = [];
    const observer = new LoggerObserver(new Log([{ thresholds: { admits: () => true }, write: ({ level, message }) => { written.push(`${level} ${message}`); } }]));
    lines.set(observer, written);
    return observer;
  };
  const ofModel = new WeakMap<ObserverLike, RunModel>();
  const model = (): ObserverLike => {
    const of = new RunModel();
    const observer: ObserverLike = function runModel(event) { of.apply(event); };
    ofModel.set(observer, of);
    return observer;
  };
  const kinds: readonly (readonly [string, () => ObserverLike, CheckObserverOptions?])[] = [
    ['the logger', logger, { result: (observer) => lines.get(observer)?.map((line) => line.replace(/run (r|other)\b/, 'run')) }],
    ['progress', () => new ProgressObserver(), { result: (observer) => (observer instanceof ProgressObserver ? { ...observer.progress(0), elapsedMs: 0 } : undefined) }],
    ['metrics', () => new MetricsObserver(), { result: (observer) => (observer instanceof MetricsObserver ? { ...observer.snapshot(), run: '' } : undefined) }],
    ['the result collector', () => new ResultCollector(dir, () => reduceEvents(sampleRun()))],
    ['the journal', () => new Journal(path.join(dir, 'events.jsonl'))],
    ['the run model', model, { result: (observer) => { const state = ofModel.get(observer)?.state(); return { ...state, run: '', tests: { ...state?.tests } }; } }],
  ];
  for (const [name, make, options] of kinds) {
    it(name, async () => assert.equal(violationsText(await checkObserver(make, options), OBSERVER_RULES), ''));
  }
});
