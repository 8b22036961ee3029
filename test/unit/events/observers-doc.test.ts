import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { Consumer } from '../library/consumer';
import { sampleRun } from '../../../src/testing/sample-run';

const BLOCK = /```(?:js|ts)\n\/\/ (\S+)\n([^]*?)```/g;
const examples = new Map([...readFileSync('docs/observers.md', 'utf8').matchAll(BLOCK)].map(([, name = '', text = '']) => [name, text]));

const EVENTS = [
  { schema: 1, seq: 1, type: 'step.finished', time: 't', test: 'a', name: 'quick', duration_ms: 1 },
  { schema: 1, seq: 2, type: 'step.finished', time: 't', test: 'a', name: 'slow', duration_ms: 20.4 },
  { schema: 1, seq: 3, type: 'assertion.failed', time: 't', test: 'a', message: 'no hello' },
  { schema: 1, seq: 4, type: 'test_case.finished', time: 't', test: 'a', outcome: 'failed', success: false },
  { schema: 1, seq: 5, type: 'experiment.finished', time: 't' },
];
const JOURNAL = `${sampleRun(false).map((event) => JSON.stringify(event)).join('\n')}\n{"schema":1,"se`;
const FAKE_VSCODE = `
  export const window = { showWarningMessage: async (text) => console.log('warning: ' + text) };
  export const extensions = { getExtension: () => ({ activate: async () => ({ version: 1, registerObserver: (pattern, observer) => {
    for (const event of ${JSON.stringify(EVENTS)}) if (event.type === pattern) observer(event);
    return { dispose() {} };
  } }) }) };`;

/** What follows the example, where it only defines something. */
const CALLERS: { readonly [name: string]: string } = {
  'slowest.mjs': `import observer from './slowest.mjs'; for (const event of ${JSON.stringify(EVENTS)}) observer(event);`,
  'extension.js': `import { activate } from './extension.js'; await activate({ subscriptions: [] });`,
};
const SAYS: { readonly [name: string]: string } = {
  'slowest.mjs': '20 ms  a: slow\n1 ms  a: quick\n',
  'failures.mjs': 'a: no hello\n',
  'extension.js': 'warning: a: failed\n',
  'tally.ts': '1 passed, 1 other events\n',
  'webhook.ts': 'experiment.error \n',
  'packets.ts': 'packet 7 is lost\n',
  'state.mjs': 'error: 1 of 5 passed\nline 67: unfinished last line: expected one JSON object\n',
};

describe('docs/observers.md', () => {
  let consumer: Consumer;
  before(async () => {
    consumer = await Consumer.install();
    consumer.write({ 'events.jsonl': JOURNAL, 'vscode.mjs': FAKE_VSCODE, ...Object.fromEntries(examples) });
  });
  after(() => consumer.remove());

  it('has exactly the examples that are run here', () => assert.deepEqual([...examples.keys()].sort(), Object.keys(SAYS).sort()));

  it('has TypeScript examples that hold in strict mode', () => {
    const names = [...examples.keys()].filter((name) => name.endsWith('.ts'));
    assert.deepEqual(consumer.typeErrors(names, 'bundler', ['node']), []);
  });

  for (const name of examples.keys()) {
    it(`${name} runs and says what it should`, async () => {
      consumer.write({ 'caller.mjs': CALLERS[name] ?? `import './${name}';` });
      await build({
        entryPoints: [path.join(consumer.dir, 'caller.mjs')], outfile: path.join(consumer.dir, 'out.mjs'), bundle: true, platform: 'node', format: 'esm', target: 'node20',
        logLevel: 'silent', external: ['experiment-observer', 'experiment-observer/*'], alias: { vscode: path.join(consumer.dir, 'vscode.mjs') },
      });
      assert.deepEqual(consumer.run('out.mjs', { input: EVENTS.map((event) => JSON.stringify(event)).join('\n') }), [SAYS[name], '']);
    });
  }
});
