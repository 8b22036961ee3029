import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { Consumer } from './consumer';

const NAMES = ['EventManager', 'Observer', 'AsyncObserver', 'defineEvent', 'definePlugin', 'compilePattern', 'readJournal', 'JournalFollower', 'TimeTravel', 'RunModel', 'reduceEvents', 'LoggerObserver', 'MetricsObserver', 'ProgressObserver', 'ResultCollector'];
const USE = `
  const events = new library.EventManager({ run: 'r' });
  const past = [];
  events.registerObserver('**', (event) => past.push(event));
  events.publishEvent({ type: 'sample.made', value: 1 });
  console.log(${JSON.stringify(NAMES)}.filter((name) => typeof library[name] !== 'function').join(), past[0].type, library.reduceEvents(past).seq);
`;
const TYPED = `
  import { EventManager, isEventOf, JournalFollower, Observer, readJournal, reduceEvents, RunModel, type EventOf, type ExperimentEvent } from 'experiment-observer';
  class Tally extends Observer {
    override onTestCaseFinished({ outcome, duration_ms }: EventOf<'test_case.finished'>): void { outcome satisfies string; duration_ms satisfies number; }
    override onEvent(event: ExperimentEvent): void { if (isEventOf(event, 'step.finished')) event.failures satisfies readonly unknown[]; }
  }
  new EventManager().registerObserver(['test_case.*', '*.error'], new Tally(), { priority: 1 }).dispose();
  new RunModel().on('changed', ({ seq }, dirty) => { seq satisfies number; dirty satisfies readonly string[]; });
  new JournalFollower('events.jsonl').on('note', ({ line }) => { line satisfies number; });
  export const passed: Promise<number> = readJournal('events.jsonl').then(({ events }) => reduceEvents(events).counts.passed);
`;
const KIT = `
  import { checkObserver, runExperiment } from 'experiment-observer/testing';
  export const [check, run] = [checkObserver, runExperiment];
`;
const WRONG = `import { EventManager } from 'experiment-observer'; new EventManager().registerObserver('**', 5);`;

describe('the package, as npm installs it', function () {
  this.timeout(180_000);
  let consumer: Consumer;
  before(async () => { consumer = await Consumer.install(); });
  after(() => consumer.remove());

  it('is imported as a module and required', () => {
    consumer.write({ 'a.mjs': `import * as library from 'experiment-observer';${USE}`, 'a.cjs': `const library = require('experiment-observer');${USE}` });
    assert.deepEqual(consumer.run('a.mjs'), [' sample.made 1\n', '']);
    assert.deepEqual(consumer.run('a.cjs'), [' sample.made 1\n', '']);
  });

  for (const resolution of ['node16', 'bundler'] as const) {
    it(`has types that need no others, resolved as ${resolution} does`, () => {
      consumer.write({ 'typed.mts': TYPED, 'typed.cts': TYPED, 'wrong.mts': WRONG, 'kit.mts': KIT, 'kit.cts': KIT });
      for (const types of [[], ['node']]) assert.deepEqual(consumer.typeErrors(['typed.mts', 'typed.cts', 'kit.mts', 'kit.cts'], resolution, types), []);
      assert.match(consumer.typeErrors(['wrong.mts'], resolution).join(), /wrong\.mts: Argument of type 'number' is not assignable/);
    });
  }

  it('has a command line', () => {
    const { bin } = JSON.parse(readFileSync(path.join(consumer.dir, 'node_modules/experiment-observer/package.json'), 'utf8')) as { bin: { [name: string]: string } };
    const [stdout] = consumer.run(path.join('node_modules/experiment-observer', bin['experiment-observer'] ?? ''), { args: ['--help'] });
    assert.match(stdout, /Usage: experiment-observer/);
  });
});

describe('the library', () => {
  it('holds neither the engine, nor VS Code, nor the readers of experiment files', async () => {
    const { bundles } = (await import(path.resolve('esbuild.js'))) as { readonly bundles: readonly BuildOptions[] };
    const libraries = bundles.filter(({ entryPoints }) => typeof entryPoints === 'object' && 'index' in entryPoints);
    assert.equal(libraries.length, 2);
    for (const options of libraries) {
      const { metafile } = await build({ ...options, write: false, metafile: true });
      for (const { inputs, imports } of Object.values(metafile.outputs)) {
        const used = Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => file);
        assert.deepEqual(used.filter((file) => !/^(src\/(index\.ts|events\/|results\/|observers\/|plugins\/definition\.ts)|node_modules\/eventemitter3\/)/.test(file)), []);
        assert.deepEqual(imports.map((one) => one.path).filter((name) => !name.startsWith('node:')), []);
      }
    }
  });
});
