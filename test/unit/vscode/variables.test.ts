import assert from 'node:assert/strict';
import path from 'node:path';
import { loadExperimentText, type LoadedExperiment } from '../../../src/config';
import { sameTests } from '../../../src/vscode/variables/same-tests';
import { Trials } from '../../../src/vscode/variables/trials';
import { valuesText, valueText } from '../../../src/vscode/variables/value-text';

const TEXT = `name: sample
variables:
  port: 80
  sizes: [1, 2]
  host: localhost
  base: "http://\${{ variables.host }}"
parallel: 1
tests:
  - name: fetch \${{ variables.port }}
    matrix: { size: "\${{ variables.sizes }}" }
    steps: [{ wait: 1ms }]
  - name: broken
    steps: [{ nonsense: 1 }]
`;
const read = (text: string, variables: { readonly [name: string]: string } = {}): Promise<LoadedExperiment> =>
  loadExperimentText(path.resolve('sample.experiment.yaml'), Buffer.from(text), { variables });
const trialsOf = async (text: string): Promise<Trials> => new Trials(await read(text), (values) => read(text, values));

describe('vscode: values of variables', () => {
  it('are shown as they are given', async () => {
    const { variables } = await read(TEXT);
    assert.deepEqual(Object.entries(variables).map(([name, value]) => `${name}=${valueText(value)}`), ['port=80', 'sizes=[1,2]', 'host=localhost', 'base=http://localhost']);
    assert.deepEqual([valueText(null), valueText(true), valueText({ a: [1] })], ['', 'true', '{"a":[1]}']);
    assert.equal(valuesText({ port: '81', host: '::1' }), 'with port=81, host=::1');
    assert.equal(valuesText({}), '');
  });

  it('read back as they are shown', async () => {
    const { variables } = await read(TEXT);
    const given = Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, valueText(value)]));
    assert.deepEqual((await read(TEXT, given)).variables, variables);
  });

  it('are tried out: what they change is seen, and what they break is told, not what was broken before', async () => {
    const trials = await trialsOf(TEXT);
    const sound = await trials.of({ host: 'example.org', sizes: '[3]' });
    assert.equal(sound.problem, undefined);
    assert.deepEqual([sound.loaded.variables['base'], sound.loaded.variables['sizes']], ['http://example.org', [3]]);
    assert.equal((await trials.of({ sizes: '3' })).problem?.message, 'The variable "sizes" is a list, and what was given for it is none');
    assert.match((await trials.of({ prot: '3' })).problem?.message ?? '', /No variable "prot" is declared in the file\. Did you mean "port"\?/);
    assert.equal((await trials.of({})).loaded, trials.asWritten);
  });

  it('are told where they break another part of the file', async () => {
    const trials = await trialsOf(TEXT.replace('parallel: 1', 'parallel: "${{ variables.port }}"'));
    const { problem } = await trials.of({ port: 'many' });
    assert.deepEqual([problem?.severity, problem?.range.start.line], ['error', 7]);
  });

  it('may change the names of test cases, which stay the same', async () => {
    const before = (await read(TEXT)).tests;
    const after = (await read(TEXT, { port: '81' })).tests;
    const ids = (tests: LoadedExperiment['tests']): readonly string[] => tests.map(({ id }) => id);
    assert.deepEqual(sameTests([ids(before)[1] ?? '', 'broken'], before, after), [ids(after)[1], 'broken']);
    assert.notEqual(ids(before)[1], ids(after)[1]);
    const { tests: fewer } = await read(TEXT, { sizes: '[1]' });
    assert.deepEqual(sameTests([ids(before)[1] ?? ''], before, fewer), []);
  });
});
