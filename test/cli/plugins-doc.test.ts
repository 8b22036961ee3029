import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Consumer } from '../unit/library/consumer';
import { Bench } from './bench';

const text = readFileSync('docs/plugins.md', 'utf8');
const blocks = [...text.matchAll(/```(js|ts|yaml)\n(?:\/\/|#) (\S+)\n([^]*?)```/g)].map(([, language = '', name = '', body = '']) => ({ language, name, body }));
const experiments = blocks.filter(({ language }) => language === 'yaml');

/** What each experiment of the page leaves in its journal or its summary, beyond passing. */
const LEAVES: { readonly [experiment: string]: RegExp } = {
  'greeter.experiment.yaml': /"type":"greeting\.said".*"whom":"you"/,
  'limits.experiment.yaml': /"assertion":"few_metrics","message":"1 metrics"/,
  'slow-steps.experiment.yaml': /"type":"slow_steps\.found".*"step":"slow"/,
  'files.experiment.yaml': /"message":"services has 3 files"/,
  'started.experiment.yaml': /"name":"server\.starts","value":1/,
  'artifacts.experiment.yaml': /"type":"artifact\.collected"/,
};

describe('docs/plugins.md', () => {
  let bench: Bench;
  before(async () => {
    bench = await Bench.open();
    for (const { name, body } of blocks) await bench.write(name, body);
  });
  after(() => bench.close());

  it('has exactly the experiments that are run here', () => {
    assert.deepEqual(experiments.map(({ name }) => name).sort(), Object.keys(LEAVES).sort());
  });

  for (const { name } of experiments) {
    it(`${name} is sound, passes and does what the page says`, async () => {
      const validated = await bench.run('validate', name);
      assert.deepEqual([validated.code, validated.stdout], [0, '']);
      const { code, stdout, stderr } = await bench.run('run', name, '--reporter', 'plain');
      assert.equal(code, 0, stdout + stderr);
      assert.match(await readFile(path.join((await bench.runDirs()).at(-1) ?? '', 'events.jsonl'), 'utf8'), LEAVES[name] ?? /never/);
    });
  }

  it('tells the slip in a plug-in\'s section at its place', async () => {
    const slip = (experiments.find(({ name }) => name === 'greeter.experiment.yaml')?.body ?? '').replace('whom: you', 'whmo: you');
    await bench.write('slip.experiment.yaml', slip);
    const { code, stdout } = await bench.run('validate', 'slip.experiment.yaml');
    assert.equal(code, 1);
    assert.match(stdout, /^slip\.experiment\.yaml:6:\d+ warning unknown-key .*Did you mean "whom"\?/m);
  });

  it('makes the report it shows', async () => {
    const { code } = await bench.run('run', 'greeter.experiment.yaml', '--plugin', 'plug-ins/headline.mjs', '--reporter', 'headline=headline.txt');
    assert.equal(code, 0);
    assert.equal(await readFile(bench.path('headline.txt'), 'utf8'), 'greeter: passed, 1 of 1\n');
  });

  it('has types that hold in strict mode', async () => {
    const consumer = await Consumer.install();
    try {
      const typed = blocks.filter(({ language }) => language === 'ts');
      assert.ok(typed.length > 0);
      consumer.write(Object.fromEntries(typed.map(({ name, body }) => [path.basename(name), body])));
      assert.deepEqual(consumer.typeErrors(typed.map(({ name }) => path.basename(name)), 'bundler', ['node']), []);
    } finally {
      consumer.remove();
    }
  });
});
