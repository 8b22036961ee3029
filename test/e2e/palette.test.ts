import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { bed } from './bed';
import { until } from './until';
import { Workbench } from './workbench';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly menus: { readonly commandPalette: readonly { readonly command: string; readonly when: string }[] };
  };
}

const NONE = /^There is no experiment: open a folder first\.$/;
const NOTHING_RAN = /^Nothing has been run yet\.$/;
/** What a person sees of each command in a window in which nothing is open and nothing was run. */
const SEEN: { readonly [title: string]: RegExp } = {
  'Run Experiment…': NONE, 'Run All Experiments': NONE, 'Run Test Case…': NONE, 'Run Test Cases Matching…': NONE, 'Run Until Failure…': NONE,
  'Go to Config': NONE, 'Refresh Experiments': NONE, 'Replay Run…': NOTHING_RAN, 'Inspect Events…': NOTHING_RAN,
  'New Experiment…': /^Open a folder first/, 'Clean Up Leftovers': /^Nothing was left over\.$/,
  'Show Event Log': /./, 'Explain Event Type…': /^Explain Event Type$/,
};

describe('the command palette in a window without a folder', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await Workbench.open(await bed.browser(), await bed.server(), undefined, await bed.dir());
  });
  after(() => workbench?.close());

  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
  const texts = JSON.parse(readFileSync('package.nls.json', 'utf8')) as { readonly [key: string]: string };
  const conditional = new Set(manifest.contributes.menus.commandPalette.map(({ command }) => command));

  it('offers, without any condition, only what does something there', () => {
    const always = manifest.contributes.commands.filter(({ command }) => !conditional.has(command)).map(({ title }) => texts[title.slice(1, -1)]);
    assert.deepEqual(always.toSorted(), Object.keys(SEEN).toSorted());
  });

  for (const [title, seen] of Object.entries(SEEN)) {
    it(`says what comes of ${title}`, async () => {
      await workbench.probe.ask(async ({ vscode }) => { await vscode.commands.executeCommand('notifications.clearAll'); });
      await workbench.command(`Experiments: ${title}`);
      await until('something to be seen', async () => [await workbench.question(), ...await workbench.notifications(), title === 'Show Event Log' ? await workbench.output() : ''], (shown) => shown.some((text) => seen.test(text)));
      await workbench.page.keyboard.press('Escape');
    });
  }
});
