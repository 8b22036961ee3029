import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { bed } from './bed';
import { Latch, LATCH_JS } from './latches';
import { until } from './until';
import type { Workbench } from './workbench';

const FILE = `name: plugged
plugins: [ ./says.mjs ]
tests:
  - name: waits
    steps: [ { run: [node, latch.js, held] }, { say: {} } ]
  - name: says
    steps: [ { say: {} } ]
`;
/** Writes down which version of the code runs. */
const says = (version: string): string => `
import { appendFileSync } from 'node:fs';
export default {
  name: 'says',
  setup(plugin) {
    const say = (what) => appendFileSync(new URL('./said', import.meta.url), what + ' ${version}\\n');
    plugin.addStep({ kind: 'say', schema: { type: 'object' }, run: () => say('step') });
    plugin.registerObserver('test_case.finished', () => say('observer'));
  },
};
`;

describe('Reload Plug-ins during a run', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await bed.open('reload-plugins', { 'plugged.experiment.yaml': FILE, 'says.mjs': says('old'), 'latch.js': LATCH_JS });
    await until('the tree', () => workbench.tree(), (text) => text.includes('plugged 2 test cases'));
  });
  after(() => workbench?.close());
  const said = async (): Promise<readonly string[]> => (await readFile(workbench.file('said'), 'utf8')).trimEnd().split('\n');

  it('leaves the run its code, and gives the next one the new code', async () => {
    const latch = new Latch(workbench.folder, 'held');
    await workbench.command('Experiments: Run All Experiments');
    await latch.reached();
    await writeFile(workbench.file('says.mjs'), says('new'));
    await workbench.command('Experiments: Reload Plug-ins');
    await until('what came of it', () => workbench.page.locator('.statusbar').innerText(), (text) => text.includes('1 plug-in loaded'));
    await until('the run, which goes on', () => workbench.tree(), (text) => /^sync plugged running$/m.test(text));
    await latch.open();
    await until('the end', () => workbench.tree(), (text) => /^pass plugged 2 passed$/m.test(text));
    assert.deepEqual(await said(), ['step old', 'observer old', 'step old', 'observer old']);
    await rm(workbench.file('said'));
    await workbench.command('Experiments: Run Again');
    await until('the new code', () => said().catch(() => []), (lines) => lines.length === 4);
    assert.deepEqual(await said(), ['step new', 'observer new', 'step new', 'observer new']);
  });
});
