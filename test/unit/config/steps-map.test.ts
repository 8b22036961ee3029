import assert from 'node:assert/strict';
import { resolveStep } from '../../../src/config';
import { load, oneTest, selected, tell } from './reading';

const text = oneTest('steps:', '  post_commands: after', '  wait: 90', '  pre_commands:', '    - before 1.10', '    - [program, 1.10]', '  record_pcap: false');

describe("PANTHER's map of steps", () => {
  it('stands for its commands, the wait and further commands, in that order', () => {
    const { problems, loaded } = tell(text);
    assert.deepEqual(problems, []);
    const steps = loaded.tests[0]?.steps.map((draft) => resolveStep(draft, draft.index ?? -1, {})) ?? [];
    assert.deepEqual(steps.map((step) => (step.kind === 'run' ? [step.id, step.command] : step.kind === 'wait' ? [step.id, step.waitMs] : [])), [
      ['step-1', 'before 1.10'], ['step-2', ['program', '1.10']], ['step-3', 90_000], ['step-4', 'after'],
    ]);
  });

  it('leaves each step its place in the file', () => {
    const steps = load(text).tests[0]?.steps ?? [];
    assert.deepEqual(steps.map(({ source }) => [source.path, selected(text, source.range)]), [
      ['tests[0].steps.pre_commands[0]', 'before 1.10'], ['tests[0].steps.pre_commands[1]', '[program, 1.10]'], ['tests[0].steps.wait', 'wait: 90'], ['tests[0].steps.post_commands', 'post_commands: after'],
    ]);
  });

  it('takes the defaults of steps, and merges with the one in defaults', () => {
    const { problems, loaded } = tell(`defaults:\n  steps: { wait: 1s, pre_commands: none }\n  step: { cwd: sub }\n${oneTest('steps: { pre_commands: [ls], wait: null, post_commands: }')}`);
    assert.deepEqual(problems, []);
    assert.deepEqual(loaded.tests[0]?.steps.map(({ value }) => value), [{ cwd: 'sub', run: 'ls' }]);
  });

  it('breaks its test alone', () => {
    const { problems, broken } = tell(`${oneTest('steps: { wait: soon }')}  - name: two\n    steps: { wait: 1 }\n`);
    assert.deepEqual([problems, broken], [['error wrong-value soon'], ['one']]);
  });
});
