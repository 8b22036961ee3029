import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { product } from './product';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly menus: { readonly [menu: string]: readonly { readonly command: string; readonly when?: string }[] };
    readonly configuration: { readonly properties: { readonly [setting: string]: { readonly default?: unknown } } };
  };
  readonly capabilities: { readonly untrustedWorkspaces: { readonly supported: unknown }; readonly virtualWorkspaces: { readonly supported: unknown } };
}

const read = (file: string): string => readFileSync(path.join(product().extensionPath, file), 'utf8');
const manifest = (): Manifest => JSON.parse(read('package.json')) as Manifest;
const texts = (): { readonly [key: string]: string } => JSON.parse(read('package.nls.json')) as { [key: string]: string };

/** The titles that users, scripts and the documentation rely on. */
const TITLES = {
  runExperiment: 'Run Experiment…', runAll: 'Run All Experiments', runTest: 'Run Test Case…', runMatching: 'Run Test Cases Matching…', runWithVariables: 'Run With Variables…', runUntilFailure: 'Run Until Failure…', runFailed: 'Run Failed Test Cases', runFailedOf: 'Run Failed of Run…', runAgain: 'Run Again', resumeRun: 'Resume Run',
  stop: 'Stop Run', goToConfig: 'Go to Config', goToNextFailure: 'Go to Next Failure', goToPreviousFailure: 'Go to Previous Failure',
  showEventLog: 'Show Event Log', replayRun: 'Replay Run…', stopReplay: 'Stop Replay', backToNow: 'Back to Now', inspectEvents: 'Inspect Events…', openLog: 'Open Log', openRunFolder: 'Open Run Folder', exportMetrics: 'Export Metrics…', copyFailure: 'Copy Failure', newExperiment: 'New Experiment…',
  openRun: 'Open Run…', closeRun: 'Close Run', filterTests: 'Filter Test Cases…', clearFilter: 'Clear Filter', sortTests: 'Sort Test Cases…',
  refresh: 'Refresh Experiments', cleanUp: 'Clean Up Leftovers', reloadPlugins: 'Reload Plug-ins',
  traceObservers: 'Trace Observers', stopTracingObservers: 'Stop Tracing Observers',
  traceObserver: 'Trace Observer', stopTracingObserver: 'Stop Tracing Observer', suspendObserver: 'Suspend Observer', resumeObserver: 'Resume Observer',
  goToObserver: 'Go to Observer', explainEventType: 'Explain Event Type…',
};
const TOOLBAR_ICONS = 4;
/** Buttons of a view's title, where rows have the command, too: these are found nowhere else, and do the same of no row. */
const isOfTitle = ({ command }: { readonly command: string }): boolean => command.endsWith('InTitle');

describe('the manifest', () => {
  const contributed = (): string[] => manifest().contributes.commands.map(({ command }) => command).sort();

  it('contributes exactly the commands that users rely on, by their titles', () => {
    const shown = Object.fromEntries(manifest().contributes.commands.filter((one) => !isOfTitle(one)).map(({ command, title }) => [command, texts()[title.slice(1, -1)]]));
    assert.deepEqual(shown, Object.fromEntries(Object.entries(TITLES).map(([name, title]) => [`experimentObserver.${name}`, title])));
    assert.deepEqual(new Set(manifest().contributes.commands.map(({ category }) => texts()[category.slice(1, -1)])), new Set(['Experiments']));
  });

  it('has a command of its own for each button of a title that rows have, too, which looks the same and is in no palette', () => {
    const { commands, menus } = manifest().contributes;
    const named = (menu: string): readonly string[] => (menus[menu] ?? []).map(({ command }) => command);
    assert.deepEqual(named('view/title').filter((command) => named('view/item/context').includes(command)), []);
    for (const { command, ...looks } of commands.filter(isOfTitle)) {
      const { command: of, ...expected } = commands.find((one) => `${one.command}InTitle` === command) ?? assert.fail(command);
      assert.deepEqual(looks, expected);
      assert.ok(named('view/item/context').includes(of) && named('view/title').includes(command), command);
      assert.deepEqual(menus['commandPalette']?.filter((item) => item.command === command), [{ command, when: 'false' }]);
    }
  });

  it('contributes what is registered, and no less', async () => {
    await product().activate();
    const ours = (await vscode.commands.getCommands(true)).filter((name) => /^experimentObserver\.[a-zA-Z]+$/.test(name)).sort();
    assert.deepEqual(ours, contributed());
  });

  it('names only contributed commands in menus', () => {
    const named = new Set(Object.values(manifest().contributes.menus).flat().map(({ command }) => command));
    assert.deepEqual([...named].filter((name) => !contributed().includes(name)), []);
  });

  it('shows at most four icons in the title of the view at once', () => {
    const icons = (running: boolean, view = 'experiments', filtered = false): string[] => (manifest().contributes.menus['view/title'] ?? [])
      .filter((item) => 'group' in item && String(item.group).startsWith('navigation') && item.when?.includes(`view == experimentObserver.${view}`))
      .filter(({ when = '' }) => running ? !when.includes('!experimentObserver.running') : !/(?<!!)experimentObserver\.running/.test(when))
      .filter(({ when = '' }) => filtered ? !when.includes('!experimentObserver.filtered') : !/(?<!!)experimentObserver\.filtered/.test(when))
      .map(({ command }) => command);
    assert.ok(icons(false, 'observers').length <= TOOLBAR_ICONS, icons(false, 'observers').join(', '));
    for (const [running, filtered] of [[true, false], [false, false], [true, true], [false, true]] as const) {
      const shown = icons(running, 'experiments', filtered);
      assert.ok(shown.length <= TOOLBAR_ICONS, shown.join(', '));
      assert.equal(shown.includes('experimentObserver.stopInTitle'), running);
      assert.equal(shown.includes('experimentObserver.clearFilter'), filtered);
    }
  });

  it('has a text for every key, and a use for every text', () => {
    const used = new Set([...read('package.json').matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key));
    assert.deepEqual([...used].sort(), Object.keys(texts()).sort());
  });

  it('is told apart from untrusted and virtual workspaces', () => {
    assert.equal(manifest().capabilities.untrustedWorkspaces.supported, 'limited');
    assert.equal(manifest().capabilities.virtualWorkspaces.supported, false);
  });

  it('agrees with the tables of the README', () => {
    const readme = read('README.md');
    const commands = [...readme.matchAll(/^\| Experiments: ([^|]+?) \|/gm)].map(([, title]) => title);
    assert.deepEqual(commands.sort(), Object.values(TITLES).sort());
    const settings = [...readme.matchAll(/^\| `(experimentObserver\.\w+)` \| `([^`]*)` \|/gm)].map(([, setting, value]) => [setting, JSON.parse(value ?? '')] as const);
    assert.deepEqual(Object.fromEntries(settings), Object.fromEntries(Object.entries(manifest().contributes.configuration.properties).map(([key, value]) => [key, value.default])));
  });
});
