import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import ts from 'typescript';

const BLOCK = /```(?:js|ts)\n\/\/ (\S+)\n([^]*?)```/g;
const examples = new Map([...readFileSync('docs/observers.md', 'utf8').matchAll(BLOCK)].map(([, name = '', text = '']) => [name, text]));

const EVENTS = [
  { schema: 1, seq: 1, type: 'step.finished', time: 't', test: 'a', name: 'quick', duration_ms: 1 },
  { schema: 1, seq: 2, type: 'step.finished', time: 't', test: 'a', name: 'slow', duration_ms: 20.4 },
  { schema: 1, seq: 3, type: 'assertion.failed', time: 't', test: 'a', message: 'no hello' },
  { schema: 1, seq: 4, type: 'test_case.finished', time: 't', test: 'a', outcome: 'failed', success: false },
  { schema: 1, seq: 5, type: 'experiment.finished', time: 't' },
];
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
};

describe('docs/observers.md', () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), 'observers-doc-'))));
  afterEach(() => rmSync(dir, { recursive: true }));

  it('has exactly the examples that are run here', () => assert.deepEqual([...examples.keys()].sort(), Object.keys(SAYS).sort()));

  it('has TypeScript examples that hold in strict mode', () => {
    const files = [...examples].filter(([name]) => name.endsWith('.ts')).map(([name, text]) => {
      const file = path.join(dir, name);
      writeFileSync(file, text);
      return file;
    });
    const program = ts.createProgram(files, {
      strict: true, noEmit: true, noImplicitOverride: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler,
      skipLibCheck: true, typeRoots: [path.resolve('node_modules/@types')], types: ['node'], paths: { 'experiment-observer': [path.resolve('src/events/index.ts')] },
    });
    assert.deepEqual(ts.getPreEmitDiagnostics(program).map(({ messageText, file }) => `${path.basename(file?.fileName ?? '')}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`), []);
  });

  for (const [name, text] of examples) {
    it(`${name} runs and says what it should`, async () => {
      writeFileSync(path.join(dir, name), text);
      writeFileSync(path.join(dir, 'vscode.mjs'), FAKE_VSCODE);
      writeFileSync(path.join(dir, 'caller.mjs'), CALLERS[name] ?? `import './${name}';`);
      const outfile = path.join(dir, 'out.mjs');
      await build({
        entryPoints: [path.join(dir, 'caller.mjs')], outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'silent',
        alias: { 'experiment-observer': path.resolve('src/events/index.ts'), vscode: path.join(dir, 'vscode.mjs') },
      });
      const { stdout, stderr } = spawnSync(process.execPath, [outfile], { encoding: 'utf8', input: EVENTS.map((event) => JSON.stringify(event)).join('\n') });
      assert.deepEqual([stdout, stderr], [SAYS[name], '']);
    });
  }
});
