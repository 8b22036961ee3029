import assert from 'node:assert/strict';
import { checkJournal, JOURNAL_RULES, violationsText } from '../../../src/testing';
import { JOURNAL_SPECIMENS } from './journal-specimens';
import { sampleRun } from '../../../src/testing/sample-run';

describe('the laws of the journal', () => {
  it('hold in a sound journal, and in every beginning of it', () => {
    const events = sampleRun(false);
    assert.equal(violationsText(checkJournal(events), JOURNAL_RULES), '');
    assert.equal(violationsText(checkJournal(sampleRun()), JOURNAL_RULES), '');
    for (let end = 0; end < events.length; end += 1) {
      assert.equal(violationsText(checkJournal(events.slice(0, end), { ended: false }), JOURNAL_RULES), '', `the first ${end} events`);
    }
  });

  it('have numbers of their own, and a specimen each', () => {
    const ids = JOURNAL_RULES.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual(Object.keys(JOURNAL_SPECIMENS).sort(), [...ids].sort());
  });

  for (const { id, says } of JOURNAL_RULES) {
    it(`${id}: ${says}`, () => {
      for (const [index, breakIt] of (JOURNAL_SPECIMENS[id] ?? []).entries()) {
        const caught = checkJournal(breakIt(sampleRun(false))).filter(({ rule }) => rule === id);
        assert.ok(caught.length > 0, `specimen ${index + 1} is not caught`);
        for (const { message } of caught) assert.doesNotMatch(message, /cannot be checked/);
      }
    });
  }
});
