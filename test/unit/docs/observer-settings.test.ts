import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { observerSchemas } from '../../../src/config/schema/observers';

/** What every observer takes, said once. */
const COMMON: ReadonlySet<string> = new Set(['enabled', 'priority', 'log_level', 'patterns']);

describe('the settings of built-in observers in docs/observers.md', () => {
  const section = readFileSync('docs/observers.md', 'utf8').split('## Built-in observers\n')[1]?.split('\n## ')[0] ?? '';
  const told = [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, key = '']) => key);
  const schemas = Object.entries(observerSchemas).map(([name, { shape }]) => [name, Object.keys(shape)] as const);

  it('are those of the schema, all of them', () => {
    const own = schemas.flatMap(([name, keys]) => keys.filter((key) => !COMMON.has(key)).map((key) => `${name}.${key}`));
    const special = ['logger.log_level', 'experiment.enabled'];
    assert.deepEqual([...told].sort(), [...[...COMMON].map((key) => `….${key}`), ...special, ...own].sort());
  });

  it('that every observer takes are taken by each, but where the text says so', () => {
    for (const [name, keys] of schemas) {
      const missing = [...COMMON].filter((key) => !keys.includes(key));
      assert.deepEqual(missing, name === 'storage' ? ['patterns'] : name === 'experiment' ? ['priority', 'patterns'] : [], name);
    }
  });
});
