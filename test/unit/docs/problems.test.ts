import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PROBLEM_CODES } from '../../../src/config';

const rows = readFileSync('docs/problems.md', 'utf8').split('\n').filter((line) => line.startsWith('| `')).map((line) => line.split('|').map((cell) => cell.trim()).slice(1, -1));
const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('problem-codes.ts')).map((name) => readFileSync(path.join('src', name), 'utf8')).join('\n');

describe('docs/problems.md', () => {
  it('has a row for each code, and for no other', () => {
    assert.deepEqual(rows.map(([code = '']) => code.replaceAll('`', '')).sort(), [...PROBLEM_CODES].sort());
  });

  it('says of each how bad it is, what it means and how to mend it', () => {
    for (const [code = '', severity = '', ...rest] of rows) {
      assert.match(severity, /^(error|warning|information)\b/, code);
      assert.equal(rest.filter((cell) => cell.length > 3).length, 2, code);
    }
  });

  // The compiler knows that no other code is told.
  for (const code of PROBLEM_CODES) it(`${code} is told somewhere`, () => assert.ok(sources.includes(`'${code}'`)));
});
