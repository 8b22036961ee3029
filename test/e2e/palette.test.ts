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

/** What a person sees of a command: something is told, asked, or a channel of the panel is shown. */
type Seen = { readonly told: string } | { readonly asked: string } | { readonly channel: string };

const NONE: Seen = { told: 'There is no experiment: open a folder first.' };
const NOTHING_RAN: Seen = { told: 'Nothing has been run yet.' };
/** In a window in which nothing is open and nothing was run. */
const SEEN: { readonly [title: string]: Seen } = {
  'Run Experiment…': NONE, 'Run All Experiments': NONE, 'Run Test Case…': NONE, 'Run Test Cases Matching…': NONE, 'Run Until Failure…': NONE,
  'Go to Config': NONE, 'Refresh Experiments': NONE, 'Replay Run…': NOTHING_RAN, 'Inspect Events…': NOTHING_RAN,
  'New Experiment…': { told: 'Open a folder first: the experiment is written into it.' }, 'Clean Up Leftovers': { told: 'Nothing was left over.' },
  'Show Event Log': { channel: 'Experiments' }, 'Explain Event Type…': { asked: 'Explain Event Type' },
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
      // Whoever looks at the list of notifications takes the focus from a question, which closes it.
      if ('told' in seen) await until('what is told', () => workbench.notifications(), (told) => told.includes(seen.told));
      else if ('asked' in seen) await until('what is asked', () => workbench.question(), (asked) => asked === seen.asked);
      else await until('the channel', () => workbench.channel(), (channel) => channel === seen.channel);
      await workbench.page.keyboard.press('Escape');
    });
  }
});
