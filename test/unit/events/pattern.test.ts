import assert from 'node:assert/strict';
import { BUILT_IN_TYPES, compilePattern, handlerName } from '../../../src/events';

describe('event patterns', () => {
  const cases: readonly [pattern: string, type: string, matches: boolean][] = [
    ['service.ready', 'service.ready', true],
    ['service.ready', 'service.readyness', false],
    ['test_case.*', 'test_case.started', true],
    ['test_case.*', 'test_case.sub.started', false],
    ['*.error', 'observer.error', true],
    ['*.error', 'a.b.error', false],
    ['quic.**', 'quic.packet.lost', true],
    ['**', 'anything.at.all', true],
    ['*', 'anything.at.all', true],
    ['a+b.*', 'aab.x', false],
  ];
  for (const [pattern, type, expected] of cases) {
    it(`${pattern} ${expected ? 'matches' : 'does not match'} ${type}`, () => assert.equal(compilePattern(pattern)(type), expected));
  }

  it('refuses an empty level', () => assert.throws(() => compilePattern('a..b'), /empty level/));

  it('every built-in type has a handler of its own', () => {
    assert.equal(new Set(BUILT_IN_TYPES.map(handlerName)).size, BUILT_IN_TYPES.length);
    assert.equal(handlerName('execution.environment_ready'), 'onExecutionEnvironmentReady');
  });
});
