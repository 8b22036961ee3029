import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { checkPlugin, PLUGIN_RULES, violationsText, type CheckPluginOptions } from '../../../src/testing';
import { PluginBed, pluginModule } from '../plugins/bed';

const QLOG = path.resolve('examples/plugins/qlog-tracer.mjs');
const WEBHOOK = path.resolve('examples/plugins/alert-webhook.mjs');

/** Each breaks the rule that it stands for, by the body of its `setup(plugin, config)`. */
const SPECIMENS: { readonly [rule: string]: string } = {
  R71: 'await new Promise(() => {});',
  R72: 'globalThis.kitSpecimenLoads = (globalThis.kitSpecimenLoads ?? 0) + 1; plugin.addReportFormat({ name: `report${globalThis.kitSpecimenLoads}`, render: () => "" });',
  R73: 'plugin.registerObserver("observer.slow", () => { throw new Error("how slow?"); });',
  R74: 'plugin.onRun((run) => { if (!run.live) throw new Error("it is over"); });',
  R75: 'let count = 0; plugin.onRun((run) => run.registerObserver("test_case.finished", ({ test }) => { count += 1; run.publish({ type: "specimen.counted", test, count }); }));',
  R76: 'plugin.onRun((run) => run.registerObserver("test_case.started", () => run.publish({ type: "specimen.seen", cause: 99999 })));',
  R77: 'plugin.addValidator({ validateResults: () => [{ severity: "failed", message: "never good enough" }] });',
  R78: '(globalThis.kitSpecimenTimers ??= []).push(setInterval(() => {}, 1000));',
};
const SHORT: CheckPluginOptions = { setUpMs: 300, settleMs: 300 };

describe('the rules of plug-ins', () => {
  let bed: PluginBed;
  const specimen = (body: string): string => {
    bed.write({ 'specimen.mjs': pluginModule('specimen', body) });
    return path.join(bed.dir, 'specimen.mjs');
  };
  beforeEach(() => (bed = new PluginBed()));
  afterEach(async () => {
    const timers: unknown = Reflect.get(globalThis, 'kitSpecimenTimers');
    if (Array.isArray(timers)) for (const timer of timers as NodeJS.Timeout[]) clearInterval(timer);
    for (const name of ['kitSpecimenTimers', 'kitSpecimenLoads']) Reflect.deleteProperty(globalThis, name);
    await bed.dispose();
  });

  for (const [says, file, options] of [
    ['the tracer among the examples', QLOG, {}], ['the tracer, told its services', QLOG, { config: { services: ['server'] } }],
    ['the alerts among the examples, posting nothing', WEBHOOK, { config: { url: '' } }],
  ] as const) {
    it(`are kept by ${says}`, async () => assert.equal(violationsText(await checkPlugin(file, options), PLUGIN_RULES), ''));
  }

  it('are kept by the alerts among the examples, which post to a server', async () => {
    const texts: string[] = [];
    const server = createServer((request, response) => {
      request.setEncoding('utf8').on('data', (text: string) => texts.push(text)).on('end', () => response.writeHead(200, { connection: 'close' }).end());
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      assert.equal(violationsText(await checkPlugin(WEBHOOK, { config: { url } }), PLUGIN_RULES), '');
      assert.ok(texts.some((text) => text.includes('of the kit: fails ended in failed')), 'it has posted');
    } finally {
      server.close();
    }
  });

  it('are kept by one that brings a bit of everything', async () => {
    const file = specimen(`
      plugin.defineEvent('specimen.seen', (payload) => payload);
      plugin.registerObserver('test_case.*', () => {}, { hearsReplays: true });
      plugin.onRun((run) => run.registerObserver('test_case.finished', ({ test }) => run.publish({ type: 'specimen.seen', test })));
      plugin.addStep({ kind: 'specimen', run: () => {} });
      plugin.addValidator({ validateResults: () => [] });
      const timer = setInterval(() => {}, 1000);
      return () => clearInterval(timer);`);
    const experiment = { name: 'a', tests: [{ name: 'a', steps: [{ wait: '1s' }] }] };
    assert.equal(violationsText(await checkPlugin(file, { experiment }), PLUGIN_RULES), '');
  });

  it('are broken, but for the first, by none that cannot be loaded', async () => {
    const violations = await checkPlugin(path.join(bed.dir, 'nothing.mjs'), SHORT);
    assert.match(violationsText(violations, PLUGIN_RULES), /^R71 \(a plug-in loads[^\n]*\): discovery: there is no [^\n]*nothing\.mjs$/);
  });

  it('have a specimen each', () => assert.deepEqual(Object.keys(SPECIMENS), PLUGIN_RULES.map(({ id }) => id)));

  for (const rule of PLUGIN_RULES) {
    it(`${rule.id}: ${rule.says}`, async () => {
      const broken = [...await rule.check({ ...SHORT, file: specimen(SPECIMENS[rule.id] ?? '') })];
      assert.ok(broken.length > 0, 'the specimen is not caught');
      assert.deepEqual([...await rule.check({ file: QLOG })], [], 'the sound one is kept');
    });
  }
});
