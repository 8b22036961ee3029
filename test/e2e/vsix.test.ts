import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { installVsix, type WebServer } from '../../scripts/web-host/server.mjs';
import { bed } from './bed';
import { until } from './until';
import { Workbench } from './workbench';

const SOUND = `name: sound
tests:
  - name: runs
    services:
      server: { command: [node, -e, "console.log('up'); setInterval(() => {}, 1000)"], ready: { log: up } }
    steps: [{ wait: 1ms }]
`;

describe('the package, installed as a user would', () => {
  let server: WebServer | undefined;
  let extensions: string;
  let workbench: Workbench | undefined;
  before(async () => {
    extensions = await mkdtemp(path.join(await bed.dir(), 'extensions-'));
    installVsix(process.env['E2E_VSIX'] ?? '', extensions);
    server = await bed.newServer({ extensions });
  });
  after(async () => {
    await workbench?.close();
    await server?.stop();
  });

  it('holds what it needs and nothing else', () => {
    const [name, ...others] = readdirSync(extensions).filter((entry) => statSync(path.join(extensions, entry)).isDirectory());
    assert.deepEqual(others, []);
    const product = path.join(extensions, name ?? '');
    const files = readdirSync(product, { recursive: true, encoding: 'utf8' }).filter((file) => statSync(path.join(product, file)).isFile());
    const needed = ['api.d.ts', 'dist/cli.js', 'dist/cli-main.js', 'dist/engine-bundle.js', 'dist/extension.js', 'dist/import-module.js', 'dist/inspector-style.css', 'dist/inspector.js', 'dist/supervisor.js', 'dist/worker.js', 'media/walkthrough/write.md', 'package.json', 'package.nls.json'];
    for (const file of needed) assert.ok(files.includes(file), `${file} is missing among ${files.join(', ')}`);
    const strange = files.filter((file) => !needed.includes(file) && !/^(media\/[\w.-]+\.(svg|png|json)|media\/walkthrough\/\w+\.md|readme\.md|changelog\.md|LICENSE(\.txt|\.md)?|\.vsixmanifest|dist\/[\w.-]+\.json)$/i.test(file));
    assert.deepEqual(strange, []);
    const size = statSync(path.join(product, 'dist/extension.js')).size;
    console.log(`      dist/extension.js: ${(size / 1000).toFixed(0)} kB`);
    assert.ok(size < 500_000, `dist/extension.js has ${size} bytes`);
  });

  it('runs an experiment', async () => {
    if (server === undefined) throw new Error('no server');
    workbench = await Workbench.open(await bed.browser(), server, await bed.folder('vsix', { 'sound.experiment.yaml': SOUND }));
    await until('the tree', () => workbench?.tree() ?? '', (text) => text.startsWith('circle-outline sound 1 test case'));
    await workbench.command('Experiments: Run All Experiments');
    await until('the results', () => workbench?.tree() ?? '', (text) => /^pass sound 1 passed\n {2}pass runs <time>$/m.test(text));
  });
});
