import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { RegexError, RegexWorker } from '../../../src/workers';
import { buildWorker } from './build-worker';

const codeOf = (action: Promise<unknown>): Promise<string> => action.then(() => 'nothing', (error: unknown) => (error instanceof RegexError ? error.code : String(error)));

describe('the regular expression worker', () => {
  let built: Awaited<ReturnType<typeof buildWorker>>;
  let worker: RegexWorker;
  before(async () => { built = await buildWorker(); });
  after(() => built.remove());
  beforeEach(() => { worker = new RegexWorker(built.script); });
  afterEach(() => worker.dispose());

  it('matches, with groups and place', async () => {
    assert.deepEqual(await worker.matchRegex('b(.)(z)?', 'm', 'a\nbc', {}), { matched: true, groups: ['bc', 'c', ''], index: 2 });
    assert.deepEqual(await worker.matchRegex('^x', 'm', 'a\nbc'), { matched: false, groups: undefined, index: undefined });
  });

  it('says that a pattern is none, and goes on', async () => {
    assert.equal(await codeOf(worker.matchRegex('(', '', 'a')), 'regex-error');
    assert.equal((await worker.matchRegex('a', '', 'a')).matched, true);
  });

  it('ends a match that runs for ever, and goes on with the others', async () => {
    const slow = codeOf(worker.matchRegex('^(x+)+$', '', `${'x'.repeat(40)}!`, { timeoutMs: 100 }));
    const next = worker.matchRegex('x', '', 'x');
    assert.equal(await slow, 'regex-timeout');
    assert.equal((await next).matched, true);
  });

  const busy = (ms: number): void => { for (const until = Date.now() + ms; Date.now() < until;); };

  it('does not blame a pattern for a thread that takes its time to come to life, as on a busy machine', async () => {
    const script = path.join(path.dirname(built.script), 'slow-start.js');
    writeFileSync(script, `(${busy.toString()})(400); require('./worker.js');`);
    const slow = new RegexWorker(script);
    try {
      assert.equal((await slow.matchRegex('a', '', 'a', { timeoutMs: 100 })).matched, true);
    } finally {
      await slow.dispose();
    }
  });

  it('does not blame a pattern for whoever waits for it, and is busy with something else', async () => {
    await worker.matchRegex('a', '', 'a');
    // What comes after this is timers, and only then messages.
    await new Promise(setImmediate);
    const waiting = worker.matchRegex('b', '', 'b', { timeoutMs: 100 });
    busy(400);
    assert.equal((await waiting).matched, true);
  });

  it('rejects what still waits when it is closed', async () => {
    const waiting = [worker.matchRegex('^(x+)+$', '', `${'x'.repeat(40)}!`), worker.matchRegex('a', '', 'a')].map(codeOf);
    await worker.dispose();
    assert.deepEqual(await Promise.all([...waiting, codeOf(worker.matchRegex('a', '', 'a'))]), ['regex-closed', 'regex-closed', 'regex-closed']);
  });
});
