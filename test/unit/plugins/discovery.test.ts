import assert from 'node:assert/strict';
import path from 'node:path';
import { experimentWith, pluginModule, PluginBed } from './bed';

const KEYWORD = '"keywords": ["experiment-observer-plugin"]';

describe('finding plug-ins', () => {
  let bed: PluginBed;
  beforeEach(() => { bed = new PluginBed(); });
  afterEach(() => bed.dispose());

  const names = async (text: string, host = bed.host()): Promise<readonly string[]> => {
    const { plugins } = await bed.read(text, host);
    assert.deepEqual(plugins.faults, []);
    return plugins.plugins.map(({ name }) => name);
  };

  it('takes a folder that is a plug-in: by main, by exports, by index.js', async () => {
    bed.write({
      'main/package.json': '{ "name": "m", "main": "lib/start.cjs" }', 'main/lib/start.cjs': "module.exports = { name: 'by main', setup() {} };",
      'exports/package.json': '{ "exports": { ".": { "import": "./x.mjs", "require": "./x.cjs" } } }', 'exports/x.mjs': pluginModule('by exports', ''),
      'index/index.mjs': pluginModule('by index', ''),
    });
    assert.deepEqual(await names(experimentWith('./main', './exports', './index')), ['by main', 'by exports', 'by index']);
  });

  it('takes all of a folder of plug-ins, by name, but no declarations and nothing hidden', async () => {
    bed.write({
      'all/b.mjs': pluginModule('b', ''), 'all/a.mjs': pluginModule('a', ''), 'all/c/index.mjs': pluginModule('c', ''),
      'all/types.d.ts': 'export {};', 'all/_helper.mjs': 'throw 1;', 'all/.hidden.mjs': 'throw 1;', 'all/notes.md': '', 'all/data/x.json': '{}',
    });
    assert.deepEqual(await names(experimentWith('./all')), ['a', 'b', 'c']);
  });

  it('takes a package by name from the nearest node_modules above the file', async () => {
    bed.write({ 'node_modules/@me/p/package.json': '{ "name": "@me/p", "main": "p.cjs" }', 'node_modules/@me/p/p.cjs': "module.exports = { name: 'mine', setup() {} };" });
    assert.deepEqual(await names(experimentWith('{ name: "@me/p" }')), ['mine']);
    const { plugins } = await bed.read(experimentWith('{ name: "@me/q" }'));
    assert.match(plugins.faults[0]?.message ?? '', /^there is no package "@me\/q" in any node_modules above /);
  });

  it('takes packages with the keyword without being asked, and no others', async () => {
    bed.write({
      'node_modules/with/package.json': `{ "name": "with", "main": "p.cjs", ${KEYWORD} }`, 'node_modules/with/p.cjs': "module.exports = { name: 'with', setup() {} };",
      'node_modules/@s/scoped/package.json': `{ "name": "@s/scoped", "main": "p.cjs", ${KEYWORD} }`, 'node_modules/@s/scoped/p.cjs': "module.exports = { name: 'scoped', setup() {} };",
      'node_modules/without/package.json': '{ "name": "without", "main": "p.cjs", "keywords": ["x"] }', 'node_modules/without/p.cjs': 'throw 1;',
      'node_modules/broken/package.json': '{', 'node_modules/.bin/x': '',
    });
    assert.deepEqual(await names('tests: []'), ['scoped', 'with']);
  });

  it('takes folders of a setting and paths of the command line; a module is loaded once', async () => {
    bed.write({ 'dirs/a.mjs': pluginModule('a', ''), 'dirs/b.mjs': pluginModule('b', ''), 'c.mjs': pluginModule('c', '') });
    const at = (name: string) => path.join(bed.dir, name);
    const host = bed.host({ dirs: [at('dirs'), at('not there')], paths: [at('c.mjs'), at('dirs/b.mjs')] });
    assert.deepEqual(await names(experimentWith('./dirs/a.mjs'), host), ['a', 'c', 'b']);
  });

  it('tells a path of the command line that is not there, without a place in the file', async () => {
    const { loaded, plugins } = await bed.read('tests: []', bed.host({ paths: [path.join(bed.dir, 'gone.mjs')] }));
    assert.deepEqual(plugins.faults.map(({ phase, source }) => [phase, source]), [['discovery', undefined]]);
    assert.equal(loaded.problems.filter(({ severity }) => severity === 'error').length, 0);
  });

  it('says what was probably meant', async () => {
    bed.write({ 'tracer.mjs': pluginModule('t', '') });
    const { plugins } = await bed.read(experimentWith('./tracr.mjs'));
    assert.match(plugins.faults[0]?.message ?? '', /tracr\.mjs\. Did you mean "?tracer\.mjs"?\?/);
  });

  it('refuses nonsense in the file at its exact place', () => {
    const problems = (text: string) => bed.load(`${text}\ntests: []\n`).problems.filter(({ severity }) => severity !== 'information').map(({ range: { start: { line, column } }, code }) => `${line}:${column} ${code}`);
    assert.deepEqual(problems('plugins: 5'), ['1:10 wrong-value']);
    assert.deepEqual(problems('plugins: [ 5 ]'), ['1:12 wrong-value']);
    assert.deepEqual(problems('plugins: [ { } ]'), ['1:12 wrong-value']);
    assert.deepEqual(problems('plugins: [ { path: a, name: b } ]'), ['1:12 wrong-value']);
    assert.deepEqual(problems('plugins: [ { path: a, confg: 1 } ]'), ['1:23 unknown-key']);
    assert.deepEqual(problems('plugins: [ ./a.mjs, ./a.mjs ]'), ['1:21 duplicate-plugin']);
    assert.deepEqual(problems('plugins: [ "${{ variables.nope }}" ]'), ['1:13 unknown-name']);
  });
});
