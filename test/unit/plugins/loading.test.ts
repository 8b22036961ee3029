import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EventManager, type ExperimentEvent } from '../../../src/events';
import type { PluginHost } from '../../../src/plugins';
import { LiveRun } from '../../../src/runs/live-run';
import { configured, finished, started } from '../results/sample-events';
import { experimentWith, faultsOf, pluginModule, PluginBed, typesOf, until } from './bed';

const listen = (host: PluginHost): ExperimentEvent[] => {
  const events: ExperimentEvent[] = [];
  host.events.registerObserver('**', (event) => events.push(event));
  return events;
};

describe('loading plug-ins', () => {
  let bed: PluginBed;
  beforeEach(() => { bed = new PluginBed(); });
  afterEach(() => bed.dispose());

  it('loads an ES module and tells it', async () => {
    bed.write({ 'p.mjs': pluginModule('tracer', "plugin.registerObserver('step.*', () => {});") });
    const host = bed.host();
    const events = listen(host);
    const { plugins, loaded } = await bed.read(experimentWith('./p.mjs'), host);
    assert.deepEqual(loaded.problems, []);
    assert.deepEqual(plugins.plugins, [{ name: 'tracer', file: path.join(bed.dir, 'p.mjs') }]);
    assert.deepEqual(typesOf(events), ['plugin.discovered', 'plugin.loaded', 'plugin.initialized']);
    assert.deepEqual(typesOf(plugins.events), typesOf(events));
    assert.deepEqual(plugins.observers.map(({ plugin, pattern }) => [plugin, pattern]), [['tracer', 'step.*']]);
  });

  it('loads CommonJS, gives it its config, and what a compiler makes of an ES module', async () => {
    bed.write({
      'p.cjs': "module.exports = { name: 'c', setup(plugin, config) { plugin.registerObserver(config.pattern, () => {}); } };",
      'q.js': "Object.defineProperty(exports, '__esModule', { value: true }); exports.default = { name: 'q', setup() {} };",
    });
    const { plugins } = await bed.read('variables: { what: step }\nplugins:\n  - { path: ./p.cjs, config: { pattern: "${{ variables.what }}.*" } }\n  - ./q.js\ntests: []\n');
    assert.deepEqual(plugins.plugins.map(({ name }) => name), ['c', 'q']);
    assert.deepEqual(plugins.observers.map(({ pattern }) => pattern), ['step.*']);
  });

  it('gives a plug-in without node_modules all it needs', async () => {
    bed.write({ 'p.mjs': pluginModule('p', "class Mine extends plugin.Observer { onStepFinished() {} } class Slow extends plugin.AsyncObserver { async onEventAsync() {} } plugin.registerObserver('**', new Mine()); plugin.registerObserver('**', new Slow()); plugin.defineEvent('p.seen', (payload) => payload);") });
    const { plugins } = await bed.read(experimentWith('./p.mjs'));
    assert.deepEqual(plugins.observers.map(({ options }) => options.name), ['p: Mine', 'p: Slow']);
  });

  const BROKEN: { readonly [what: string]: readonly [file: string, text: string | undefined, phase: string, message: RegExp] } = {
    'is missing': ['gone.mjs', undefined, 'discovery', /^there is no .*gone\.mjs/],
    'is not JavaScript': ['p.txt', 'hello', 'load', /^is not JavaScript: expected a file that ends in \.js/],
    'has a syntax error': ['p.mjs', 'export default {', 'load', /^cannot be loaded: Unexpected end of input; 'node --check p\.mjs' shows where$/],
    'exports nothing': ['p.mjs', 'const x = 1;', 'load', /^expected a default export with a name and a function setup.*, found none$/],
    'exports nothing in CommonJS': ['p.cjs', 'const x = 1;', 'load', /found an object without properties$/],
    'exports something else': ['p.mjs', 'export default 7;', 'load', /, found a number$/],
    'exports it by name only': ['p.mjs', "export const plugin = { name: 'p', setup() {} };", 'load', /, found none, but the exports plugin$/],
    'has no name': ['p.mjs', 'export default { setup() {} };', 'load', /, found no name$/],
    'has no setup': ['p.mjs', "export default { name: 'p' };", 'load', /, found an object with name$/],
    'throws at import': ['p.mjs', "throw new Error('no licence');", 'load', /^cannot be loaded: no licence$/],
    'throws nothing sensible': ['p.mjs', 'throw undefined;', 'load', /^cannot be loaded: /],
    'calls process.exit at import': ['p.mjs', 'process.exit(7);', 'load', /^cannot be loaded: it called process\.exit\(7\), which would have ended the run$/],
    'never settles at import': ['p.mjs', 'await new Promise(() => {});', 'load', /^cannot be loaded: it did not load within 2 s$/],
    'requires what is not there': ['p.cjs', "require('no-such-module');", 'load', /^cannot be loaded: Cannot find module 'no-such-module'/],
    'throws in setup': ['p.mjs', pluginModule('p', "throw new Error('no network');"), 'setup', /^setup\(\) failed: no network$/],
    'rejects in setup': ['p.mjs', pluginModule('p', "await Promise.reject(new Error('later'));"), 'setup', /^setup\(\) failed: later$/],
    'never settles in setup': ['p.mjs', pluginModule('p', 'await new Promise(() => {});'), 'setup', /^setup\(\) failed: setup\(\) did not end within 0\.5 s$/],
    'calls process.exit in setup': ['p.mjs', pluginModule('p', 'process.exit();'), 'setup', /^setup\(\) failed: it called process\.exit\(\)/],
    'registers nonsense': ['p.mjs', pluginModule('p', "plugin.registerObserver('step.*', 7);"), 'setup', /expected an observer or a function/],
    'registers with a bad pattern': ['p.mjs', pluginModule('p', "plugin.registerObserver('a..b', () => {});"), 'setup', /^setup\(\) failed: .*pattern/i],
    'defines a built-in event': ['p.mjs', pluginModule('p', "plugin.defineEvent('step.started', (p) => p);"), 'setup', /is a built-in event type/],
    'is an empty folder': ['folder/readme.txt', 'x', 'discovery', /holds no plug-in/],
    'is a package without its main': ['folder/package.json', '{ "name": "p", "main": "gone.js" }', 'load', /^there is no such file$/],
  };
  for (const [what, [name, text, phase, message]] of Object.entries(BROKEN)) {
    it(`makes one that ${what} an event and a problem at its line; the others are loaded`, async () => {
      if (text !== undefined) bed.write({ [name]: text });
      bed.write({ 'good.mjs': pluginModule('good', '') });
      const host = bed.host(what.startsWith('never settles') ? { limits: { loadMs: 2000, setUpMs: 500 } } : {});
      const events = listen(host);
      const { loaded, plugins } = await bed.read(`name: x\nplugins:\n  - ./good.mjs\n  - ./${name.split('/')[0] ?? ''}\ntests: [ { name: a, steps: [ { wait: 1ms } ] } ]\n`, host);
      assert.deepEqual(plugins.plugins.map((plugin) => plugin.name), ['good']);
      const [fault, ...more] = faultsOf(events);
      assert.deepEqual(more, []);
      assert.match(fault?.message ?? '', message);
      assert.equal(fault?.phase, phase);
      assert.deepEqual(fault?.source?.range.start, { line: 4, column: 5 });
      const [problem, ...others] = loaded.problems;
      assert.deepEqual(others, []);
      assert.deepEqual([problem?.code, problem?.severity, problem?.range.start], ['plugin-error', 'error', { line: 4, column: 5 }]);
      assert.equal(loaded.blocked, false);
      assert.deepEqual(loaded.tests.map(({ errors }) => errors), [[]]);
      assert.equal(plugins.events.filter(({ type }) => type === 'plugin.error').length, 1);
    });
  }

  it('loads TypeScript where Node can, and says how where it cannot', async () => {
    bed.write({ 'p.ts': "const name: string = 'typed'; export default { name, setup(): void {} };" });
    const { plugins } = await bed.read(experimentWith('./p.ts'));
    if (Reflect.get(process.features, 'typescript')) assert.deepEqual(plugins.plugins.map(({ name }) => name), ['typed']);
    else assert.match(plugins.faults[0]?.message ?? '', /^is TypeScript, which Node .* cannot run by itself: use Node 22\.18 or later, or build it to JavaScript/);
  });

  it('refuses the second of two with one name, and of two with one event type', async () => {
    bed.write({ 'a.mjs': pluginModule('a', "plugin.defineEvent('x.y', (p) => p);"), 'a2.mjs': pluginModule('a', ''), 'b.mjs': pluginModule('b', "plugin.defineEvent('x.y', (p) => p);") });
    const { plugins, loaded } = await bed.read(experimentWith('./a.mjs', './a2.mjs', './b.mjs'));
    assert.deepEqual(plugins.plugins.map(({ name }) => name), ['a']);
    assert.deepEqual(plugins.faults.map(({ name, message }) => [name, message]), [
      ['a', 'another plug-in has the name a already'], ['b', 'the event type x.y belongs to the plug-in a already'],
    ]);
    assert.equal(loaded.problems.length, 2);
  });

  it('registers nothing once setup() has ended', async () => {
    bed.write({ 'p.mjs': pluginModule('p', "globalThis.lateRegistration = () => plugin.registerObserver('**', () => {});") });
    await bed.read(experimentWith('./p.mjs'));
    const late: unknown = Reflect.get(globalThis, 'lateRegistration');
    assert.ok(typeof late === 'function');
    assert.throws(() => Reflect.apply(late, undefined, []), /the plug-in p has been set up: register before setup\(\) ends/);
    Reflect.deleteProperty(globalThis, 'lateRegistration');
  });

  it('lets observers hear replays only when they ask for it, and tells whether a run is live', async () => {
    bed.write({ 'both.mjs': pluginModule('both', `
      globalThis.heardByBoth = [];
      const hear = (who) => (event) => globalThis.heardByBoth.push(who + ' ' + event.type);
      plugin.registerObserver('x.*', hear('now'));
      plugin.registerObserver('x.*', hear('always'), { hearsReplays: true });
      plugin.onRun(({ live }) => globalThis.heardByBoth.push(live));`) });
    const { plugins } = await bed.read(experimentWith('./both.mjs'));
    const heard = (live: boolean): unknown => {
      Reflect.set(globalThis, 'heardByBoth', []);
      const events = new EventManager();
      const attached = plugins.attach({ events, id: 'r', dir: bed.dir, file: 'f', live });
      events.publishEvent({ type: 'x.y' });
      attached.dispose();
      events.publishEvent({ type: 'x.y' });
      return Reflect.get(globalThis, 'heardByBoth');
    };
    assert.deepEqual(heard(true), [true, 'now x.y', 'always x.y']);
    assert.deepEqual(heard(false), [false, 'always x.y']);
  });

  it('keeps a set as long as nothing changes, and shares a plug-in between files', async () => {
    bed.write({ 'p.mjs': pluginModule('p', 'globalThis.setUps = (globalThis.setUps ?? 0) + 1;') });
    const host = bed.host();
    const first = await bed.read(experimentWith('./p.mjs'), host);
    const again = await bed.read(`# a comment\n${experimentWith('./p.mjs')}`, host);
    assert.deepEqual(again.plugins.plugins, first.plugins.plugins);
    assert.equal(Reflect.get(globalThis, 'setUps'), 1);
    Reflect.deleteProperty(globalThis, 'setUps');
  });
});

describe('reloading plug-ins', () => {
  let bed: PluginBed;
  beforeEach(() => { bed = new PluginBed(); });
  afterEach(() => bed.dispose());

  for (const ending of ['mjs', 'cjs']) {
    it(`reads a changed .${ending} again, and unloads the old one`, async () => {
      const text = (name: string) => `const plugin = { name: '${name}', setup() { return () => { globalThis.unloaded = '${name}'; }; } }; ${ending === 'mjs' ? 'export default plugin;' : 'module.exports = plugin;'}`;
      const host = bed.host();
      const names: string[] = [];
      for (const name of ['one', 'two', 'three']) {
        bed.write({ [`p.${ending}`]: text(name) });
        await host.reload();
        const { plugins } = await bed.read(experimentWith(`./p.${ending}`), host);
        names.push(...plugins.plugins.map((plugin) => plugin.name));
      }
      assert.deepEqual(names, ['one', 'two', 'three']);
      assert.equal(Reflect.get(globalThis, 'unloaded'), 'two');
      Reflect.deleteProperty(globalThis, 'unloaded');
    });
  }

  it('reads again what a CommonJS plug-in requires', async () => {
    bed.write({ 'p.cjs': "const name = require('./name.cjs'); module.exports = { name, setup() {} };", 'name.cjs': "module.exports = 'one';" });
    const host = bed.host();
    await bed.read(experimentWith('./p.cjs'), host);
    bed.write({ 'name.cjs': "module.exports = 'two';" });
    await host.reload();
    const { plugins } = await bed.read(experimentWith('./p.cjs'), host);
    assert.deepEqual(plugins.plugins.map(({ name }) => name), ['two']);
  });

  describe('while a run goes on', () => {
    const leaving = "plugin.registerObserver('**', ({ type }) => globalThis.heard.push(type)); return () => { globalThis.heard.push('teardown'); };";
    let heard: string[];
    let dir: string;
    beforeEach(() => {
      heard = [];
      Reflect.set(globalThis, 'heard', heard);
      dir = mkdtempSync(path.join(tmpdir(), 'reloading-'));
    });
    afterEach(() => {
      Reflect.deleteProperty(globalThis, 'heard');
      rmSync(dir, { recursive: true });
    });

    /** A run with the plug-in that ends when it is told to. */
    async function underWay(host: PluginHost): Promise<{ readonly run: LiveRun; end(): Promise<void> }> {
      const { plugins, loaded } = await bed.read(experimentWith('./p.mjs'), host);
      const runDir = mkdtempSync(path.join(dir, 'run-'));
      const run = new LiveRun('r', runDir);
      run.attach(plugins, loaded.file);
      let finish: () => void = () => undefined;
      const told = new Promise<void>((resolve) => (finish = resolve));
      const driven = run.drive({
        cancel: () => undefined, dispose: () => Promise.resolve(),
        run: async () => {
          run.events.publishEvent(configured());
          run.events.publishEvent(started([]));
          run.events.deliverNow();
          await told;
          run.events.publishEvent(finished);
        },
      });
      return { run, end: () => { finish(); return driven; } };
    }

    it('leaves it the old plug-in, whose teardown comes after the end of the last run that uses it', async () => {
      bed.write({ 'p.mjs': pluginModule('p', leaving) });
      const host = bed.host();
      const [first, second] = [await underWay(host), await underWay(host)];
      await host.reload();
      await host.reload();
      first.run.events.publishEvent({ type: 'custom.note' });
      first.run.events.deliverNow();
      await first.end();
      assert.deepEqual(heard, ['experiment.configured', 'experiment.started', 'experiment.configured', 'experiment.started', 'custom.note', 'experiment.finished']);
      await second.end();
      assert.deepEqual(heard.slice(6), ['experiment.finished', 'teardown']);
      await host.dispose();
      assert.equal(heard.filter((what) => what === 'teardown').length, 1);
    });

    it('a host that is disposed of takes the plug-in down at once, reloaded or not, and once', async () => {
      for (const reloaded of [false, true]) {
        heard.length = 0;
        bed.write({ 'p.mjs': pluginModule('p', leaving) });
        const host = bed.host();
        const { end } = await underWay(host);
        if (reloaded) await host.reload();
        await host.dispose();
        assert.equal(heard.at(-1), 'teardown');
        await end();
        assert.equal(heard.filter((what) => what === 'teardown').length, 1);
      }
    });

    it('tells of a late teardown that fails', async () => {
      bed.write({ 'p.mjs': pluginModule('p', "return () => { throw new Error('busy'); };") });
      const host = bed.host();
      const events = listen(host);
      const { end } = await underWay(host);
      await host.reload();
      assert.deepEqual(faultsOf(events), []);
      await end();
      await until(() => faultsOf(events).length > 0, 'the fault');
      assert.equal(faultsOf(events)[0]?.message, 'its teardown failed: busy');
    });
  });

  it('tells a teardown that fails or hangs', async () => {
    bed.write({ 'p.mjs': pluginModule('p', "return () => { throw new Error('busy'); };") });
    const host = bed.host();
    const events = listen(host);
    await bed.read(experimentWith('./p.mjs'), host);
    await host.reload();
    assert.match(faultsOf(events)[0]?.message ?? '', /^its teardown failed: busy$/);
  });
});

describe('process.exit while plug-ins are loaded', () => {
  let bed: PluginBed;
  beforeEach(() => { bed = new PluginBed(); });
  afterEach(() => bed.dispose());

  it('is blocked later too, told as that of the plug-in, and free again at the end', async () => {
    const before = process.exit;
    bed.write({ 'p.mjs': pluginModule('quitter', "setTimeout(() => { try { process.exit(3); } catch (error) { globalThis.blocked = error; } }, 1);") });
    const host = bed.host();
    const events = listen(host);
    await bed.read(experimentWith('./p.mjs'), host);
    await until(() => Reflect.get(globalThis, 'blocked') !== undefined, 'the call');
    assert.ok(host.claim(Reflect.get(globalThis, 'blocked')));
    const [fault] = faultsOf(events);
    assert.deepEqual([fault?.name, fault?.phase, fault?.message], ['quitter', 'run', 'it called process.exit(3), which would have ended the run']);
    Reflect.deleteProperty(globalThis, 'blocked');
    await host.dispose();
    assert.equal(process.exit, before);
  });

  it('is blocked for everybody in a process of our own, whoever is on the stack', async () => {
    bed.write({ 'p.mjs': pluginModule('quitter', '') });
    const host = bed.host({ ownProcess: true });
    const events = listen(host);
    await bed.read(experimentWith('./p.mjs'), host);
    assert.throws(() => process.exit(9), { name: 'ExitBlocked' });
    assert.deepEqual(faultsOf(events).map(({ name }) => name), ['quitter']);
  });

  it('claims an error that nobody caught when it comes from a plug-in, and no other', async () => {
    bed.write({ 'p.mjs': pluginModule('p', "globalThis.fail = () => new Error('stray');") });
    const host = bed.host();
    const events = listen(host);
    await bed.read(experimentWith('./p.mjs'), host);
    const fail: unknown = Reflect.get(globalThis, 'fail');
    assert.ok(typeof fail === 'function');
    assert.equal(host.claim(Reflect.apply(fail, undefined, [])), true);
    assert.equal(host.claim(new Error('ours')), false);
    assert.equal(host.claim('not even an error'), false);
    assert.deepEqual(faultsOf(events).map(({ message }) => message), ['it threw where nobody catches: stray']);
    Reflect.deleteProperty(globalThis, 'fail');
  });

  it('claims what is no error in a process of our own, as long as there are plug-ins', async () => {
    bed.write({ 'p.mjs': pluginModule('p', '') });
    const host = bed.host({ ownProcess: true });
    const events = listen(host);
    assert.equal(host.claim(undefined), false);
    await bed.read(experimentWith('./p.mjs'), host);
    assert.equal(host.claim(undefined), true);
    assert.equal(host.claim(new Error('ours')), false);
    assert.deepEqual(faultsOf(events).map(({ name, message }) => `${name}: ${message}`), ['p: it threw where nobody catches: undefined']);
  });

  it('tells a failure at the start of a run, also one that comes later', async () => {
    bed.write({ 'p.mjs': pluginModule('p', 'plugin.onRun(() => { throw 1; }); plugin.onRun(async () => { throw undefined; });') });
    const { plugins } = await bed.read(experimentWith('./p.mjs'));
    const events = new EventManager();
    const heard: ExperimentEvent[] = [];
    events.registerObserver('**', (event) => { heard.push(event); });
    plugins.attach({ events, id: 'r', dir: bed.dir, file: 'a.yaml', live: true });
    events.publishEvent(configured());
    await until(() => faultsOf(heard).length === 2, 'the faults');
    assert.deepEqual(faultsOf(heard).map(({ message }) => message), ['onRun failed: 1', 'onRun failed: undefined']);
  });
});
