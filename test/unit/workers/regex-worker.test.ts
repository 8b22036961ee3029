import assert from 'node:assert/strict';
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

  it('rejects what still waits when it is closed', async () => {
    const waiting = [worker.matchRegex('^(x+)+$', '', `${'x'.repeat(40)}!`), worker.matchRegex('a', '', 'a')].map(codeOf);
    await worker.dispose();
    assert.deepEqual(await Promise.all([...waiting, codeOf(worker.matchRegex('a', '', 'a'))]), ['regex-closed', 'regex-closed', 'regex-closed']);
  });
});
