import assert from 'node:assert/strict';
import { compileNameGlob } from '../../../src/config';
import { matchedText, matching, tagsOf } from '../../../src/vscode/commands/matching';
import { patternOf } from '../../../src/vscode/model/name-pattern';
import { experimentOf, plan } from './tree-text';

describe('vscode: test cases that match', () => {
  const one = experimentOf([{ ...plan('under Load (nginx)', 0, 3), base: 'under load', tags: ['smoke', 'load'] }, { ...plan('starts', 1, 4), tags: ['smoke'] }]);
  const other = experimentOf([plan('restarts', 0, 3)], { name: 'Other' });
  const names = (text: string): readonly string[] => matching([one, other], patternOf(text, compileNameGlob)).map(({ test }) => test.name);

  it('a part of a name, whatever its case; with * or ? the whole name; # for a tag', () => {
    assert.deepEqual(names('start'), ['starts', 'restarts']);
    assert.deepEqual(names(' LOAD '), ['under Load (nginx)']);
    assert.deepEqual(names('start*'), ['starts']);
    assert.deepEqual(names('?????'), []);
    assert.deepEqual(names('under load'), ['under Load (nginx)'], 'the name before expansion counts, too');
    assert.deepEqual(names('#smoke'), ['under Load (nginx)', 'starts']);
    assert.deepEqual(names('#smok'), []);
    assert.deepEqual(names('(nginx)'), ['under Load (nginx)'], 'only * and ? are special');
  });

  it('are counted, with how many experiments they are of', () => {
    const text = (pattern: string): string => matchedText(matching([one, other], patternOf(pattern, compileNameGlob)));
    assert.deepEqual(['start', '#smoke', 'load'].map(text), ['2 test cases of 2 experiments', '2 test cases', '1 test case']);
    assert.deepEqual(tagsOf([other, one]), ['load', 'smoke']);
  });
});
