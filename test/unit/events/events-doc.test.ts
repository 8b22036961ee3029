import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { BUILT_IN_TYPES, PAYLOAD_FIELDS } from '../../../src/events';

const ROW = /^\| `([a-z_.]+\.[a-z_]+)` \| (.+?) \| (.+?) \| (.+?) \|$/gm;
const rows = [...readFileSync('docs/events.md', 'utf8').matchAll(ROW)].map(([, type = '', when = '', fields = '', publishers = '']) => ({ type, when, fields, publishers }));
/** These rooms publish nothing of a run: they only hear, or, in the kit, make examples. */
const LISTENERS = ['results', 'observers', 'cli', 'vscode', 'testing'];

const sources = readdirSync('src', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => path.relative('src', path.join(entry.parentPath ?? entry.path, entry.name)).replaceAll(path.sep, '/'))
  .filter((file) => !LISTENERS.some((room) => file.startsWith(`${room}/`)));
const publishersOf = (type: string): readonly string[] => sources.filter((file) => readFileSync(path.join('src', file), 'utf8').includes(`type: '${type}'`));

describe('docs/events.md', () => {
  it('has one row for each built-in type, in their order', () => assert.deepEqual(rows.map(({ type }) => type), [...BUILT_IN_TYPES]));

  it('names exactly the fields of each', () => {
    for (const { type, fields } of rows) {
      const kinds: Readonly<Record<string, string>> = PAYLOAD_FIELDS[type as keyof typeof PAYLOAD_FIELDS];
      const expected = Object.entries(kinds).map(([name, kind]) => `\`${name}${kind.endsWith('?') ? '?' : ''}\``).join(', ');
      assert.equal(fields, expected === '' ? '–' : expected, type);
    }
  });

  it('names who publishes it, which somebody does', () => {
    for (const { type, publishers } of rows) {
      const named = publishers.split(', ').map((file) => file.replaceAll('`', ''));
      for (const file of named) assert.ok(existsSync(path.join('src', file)), file);
      assert.deepEqual([...named].sort(), [...publishersOf(type)].sort(), type);
    }
  });
});
