import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { EXIT } from '../../../src/cli/exit-code';
import { DEFAULT_LIMITS } from '../../../src/engine';
import { formatMs } from '../../../src/engine/limits';
import { OUTCOMES } from '../../../src/events';

const text = readFileSync('docs/how-runs-end.md', 'utf8');

/** The cells of the first table below a heading. */
function table(heading: string): readonly (readonly string[])[] {
  const section = text.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|')).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
  return rows.slice(2);
}

/** Which limits of the source each row speaks of. */
const LIMITS: { readonly [row: string]: readonly (keyof typeof DEFAULT_LIMITS)[] } = {
  'an attempt of a test case': ['testMs'],
  'setting up the network': ['networkSetUpMs'],
  'an execution environment: preparing, collecting, ending': ['environmentMs'],
  'undoing what a set-up or a preparation that was given up has made': ['undoMs'],
  'readiness of a service, `wait_for`': ['readyMs'],
  'one look at readiness': ['probeMs'],
  'one try of a step': ['stepMs'],
  "an assertion that runs a command, or is a plug-in's": ['assertionMs'],
  'an answer to `service_responsive`': ['answerMs'],
  'collecting results, each validator': ['resultsMs'],
  'stopping each service, beyond its grace': ['tearDownMs'],
  'tearing down the network, looking for leftovers': ['tearDownMs'],
};

describe('docs/how-runs-end.md', () => {
  it('has one row for each outcome', () => assert.deepEqual(table('Outcomes').map(([name]) => name), OUTCOMES.map((name) => `\`${name}\``)));

  it('has one row for each exit code', () => assert.deepEqual(table('Exit codes').map(([code]) => Number(code)), Object.values(EXIT)));

  it('gives each default limit of the source', () => {
    const rows = new Map(table('Time limits').map(([name = '', value = '']) => [name, value]));
    for (const [row, limits] of Object.entries(LIMITS)) {
      for (const limit of limits) assert.equal(rows.get(row), formatMs(DEFAULT_LIMITS[limit]), row);
    }
    assert.deepEqual([...new Set(Object.values(LIMITS).flat())].sort(), Object.keys(DEFAULT_LIMITS).sort(), 'no limit is left out');
  });
});
