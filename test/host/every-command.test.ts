import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { command, idleApi, inRoot, product, run } from './product';

interface Command { readonly command: string }
interface Manifest { readonly contributes: { readonly commands: readonly Command[]; readonly menus: { readonly [place: string]: readonly Command[] } } }

/** What asks a person, and what tells one something. */
const ASKS = ['showQuickPick', 'showInputBox', 'showOpenDialog', 'showSaveDialog', 'showWorkspaceFolderPick'] as const;
const TELLS = ['showInformationMessage', 'showWarningMessage', 'setStatusBarMessage', 'showTextDocument'] as const;
/** What these do is seen elsewhere: the output panel, the file manager. */
const SEEN_ELSEWHERE = ['showEventLog', 'openRunFolder'];

/** Hears whatever the extension shows, in place of showing it; questions are given up. */
function listen(): { readonly shown: string[]; readonly dispose: () => void } {
  const shown: string[] = [];
  const window = vscode.window as unknown as { [name: string]: unknown };
  const before = new Map<string, unknown>();
  const replace = (name: string, value: unknown): void => {
    before.set(name, window[name]);
    window[name] = value;
  };
  for (const name of [...ASKS, ...TELLS, 'showErrorMessage']) {
    replace(name, (first: unknown) => {
      shown.push(`${name} ${Array.isArray(first) ? `of ${first.length}` : String(first)}`);
      return Promise.resolve(undefined);
    });
  }
  const create = vscode.window.createQuickPick;
  replace('createQuickPick', () => {
    const pick = create();
    const hidden = new vscode.EventEmitter<void>();
    const show = (): void => {
      shown.push(`createQuickPick ${pick.title ?? ''}`);
      hidden.fire();
    };
    return new Proxy(pick, {
      get: (target, name) => (name === 'show' ? show : name === 'onDidHide' ? hidden.event : Reflect.get(target, name) as unknown),
      set: (target, name, value) => Reflect.set(target, name, value),
    });
  });
  return { shown, dispose: () => { for (const [name, value] of before) window[name] = value; } };
}

describe('every command, with nothing selected and nothing given', () => {
  const { contributes } = product().packageJSON as Manifest;

  before(async () => {
    await idleApi();
    await run(inRoot(0, 'deep', 'one.experiment.yaml'));
  });
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  for (const name of contributes.commands.map(({ command: id }) => id.replace('experimentObserver.', ''))) {
    it(`${name} runs something, asks, or says why it does nothing`, async () => {
      const { shown, dispose } = listen();
      try {
        const result = await command<unknown>(name);
        assert.deepEqual(shown.filter((line) => line.startsWith('showErrorMessage')), []);
        const ran = Array.isArray(result) && result.length > 0;
        assert.ok(shown.length > 0 || ran || SEEN_ELSEWHERE.includes(name), `nothing was shown; the result is ${JSON.stringify(result)}`);
      } finally {
        dispose();
      }
    });
  }
});

describe('a command of a row that is taken away for a moment, as the one above it is refreshed', () => {
  const { contributes } = product().packageJSON as Manifest;
  before(idleApi);

  const namesIn = (place: string): ReadonlySet<string> => new Set(contributes.menus[place]?.map(({ command: id }) => id.replace('experimentObserver.', '')));
  for (const name of namesIn('view/title')) {
    it(`${name} of a title is called in the same way where no row has the focus, and does its work`, async () => {
      const { shown, dispose } = listen();
      try {
        await command<unknown>(name, undefined, undefined);
        assert.deepEqual(shown.filter((line) => line.includes('redrawn')), []);
      } finally {
        dispose();
      }
    });
  }
  for (const name of namesIn('view/item/context')) {
    it(`${name} takes no other row instead, and says so`, async () => {
      const { shown, dispose } = listen();
      try {
        // As the editor calls it then: its row and what is selected beside it, both unknown.
        assert.equal(await command<unknown>(name, undefined, undefined), undefined);
        assert.deepEqual(shown, ['showInformationMessage That row was just being redrawn. Please choose it again.']);
      } finally {
        dispose();
      }
    });
  }
});
