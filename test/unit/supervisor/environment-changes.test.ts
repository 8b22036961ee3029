import assert from 'node:assert/strict';
import fc from 'fast-check';
import { changesFrom, withChangesApplied } from '../../../src/supervisor/environment-changes';

const name = fc.oneof(fc.constantFrom('A', 'B', 'C', '__proto__', 'constructor', '0'), fc.string());
const environment = fc.array(fc.tuple(name, fc.string({ maxLength: 3 }))).map((entries) => Object.fromEntries(entries));

describe('changes between environments', () => {
  it('make any environment of any other, also after they were sent', () => {
    fc.assert(fc.property(environment, environment, (base, env) => {
      const changes = JSON.parse(JSON.stringify(changesFrom(base, env))) as ReturnType<typeof changesFrom>;
      assert.deepEqual(new Map(Object.entries(withChangesApplied(base, changes))), new Map(Object.entries(env)));
    }));
  });

  it('are none where nothing differs', () => {
    assert.deepEqual(changesFrom({ A: '1' }, { A: '1' }), {});
  });
});
