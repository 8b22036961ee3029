import assert from 'node:assert/strict';
import { Experiment } from '../../../src/vscode/model/experiment';
import { localExperiment, localSource } from '../../../src/vscode/model/local-experiment';
import { at, FILE } from './tree-text';

const listed = (...files: readonly string[]): readonly Experiment[] => files.map((file) => new Experiment(`file://${file}`, file, file.split('/').at(-1) ?? file));
const found = (experiments: readonly Experiment[], file: string, name = 'any'): string | undefined => localExperiment(experiments, { file, name })?.file;

describe('vscode: the experiment of a run that ran elsewhere', () => {
  it('is the one of the same path, else the one whose path ends alike', () => {
    const all = listed('/home/me/work/load/a.experiment.yaml', '/home/me/work/http/a.experiment.yaml', '/home/me/work/b.experiment.yaml');
    assert.equal(found(all, '/home/me/work/b.experiment.yaml'), '/home/me/work/b.experiment.yaml');
    assert.equal(found(all, '/ci/build/http/a.experiment.yaml'), '/home/me/work/http/a.experiment.yaml');
    assert.equal(found(all, 'C:\\ci\\load\\a.experiment.yaml'), '/home/me/work/load/a.experiment.yaml');
    assert.equal(found(all, '/ci/build/http/c.experiment.yaml'), undefined);
  });

  it('needs the same name where only the file is called alike', () => {
    const all = listed('/home/me/one/a.experiment.yaml', '/home/me/two/a.experiment.yaml');
    assert.equal(found(all, '/ci/a.experiment.yaml', 'other'), undefined);
    assert.equal(found(all, '/ci/a.experiment.yaml', 'a.experiment.yaml'), '/home/me/one/a.experiment.yaml');
  });

  it('has the places of the run', () => {
    const [here] = listed('/here/sample.experiment.yaml');
    assert.ok(here);
    assert.deepEqual(localSource(at('tests[0]', 3), FILE, here), { ...at('tests[0]', 3), file: here.file });
    assert.equal(localSource(at('tests[0]', 3), '/other', here).file, FILE);
  });
});
