import assert from 'node:assert/strict';
import { command, idleApi, inRoot, run } from './product';

interface Count { readonly shown: number; readonly all: number }

describe('filtering and sorting', () => {
  before(idleApi);
  after(async () => {
    await command('filterTests', [], '');
    await command('sortTests', 'file');
  });

  it('shows what is in the given states, of a name, or all again', async () => {
    await run(inRoot(0, 'deep', 'one.experiment.yaml'));
    const counted = (states: readonly string[], text: string): Thenable<Count> => command<Count>('filterTests', states, text);
    const { shown, all } = await counted([], '');
    assert.ok(all >= 2);
    assert.equal(shown, all);
    const failed = await counted(['failed'], 'FAIL');
    assert.ok(failed.shown >= 1 && failed.shown < all, JSON.stringify(failed));
    assert.deepEqual(await counted(['failed'], '#none'), { shown: 0, all });
    assert.deepEqual(await counted(['nonsense'], ''), { shown: all, all });
  });

  it('puts them into the given order', async () => {
    assert.equal(await command('sortTests', 'duration'), 'duration');
    assert.equal(await command('sortTests', 'file'), 'file');
  });
});
