import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { command, eventually, idleApi, inRoot, write } from './product';

describe('completion', () => {
  const yaml = vscode.workspace.getConfiguration('yaml');
  /** As if its completion and hovers were switched off, or as it is where it is installed. */
  const yamlExtensionGives = async (gives: boolean): Promise<void> => {
    for (const what of ['completion', 'hover']) await yaml.update(what, gives ? undefined : false, vscode.ConfigurationTarget.Global);
  };
  before(() => yamlExtensionGives(false));
  after(async () => {
    await yamlExtensionGives(true);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(inRoot(0, 'completion'), { recursive: true });
  });

  /** The file in the list and in an editor, with the cursor where it has a `|`. */
  const opened = async (name: string, marked: string): Promise<vscode.TextEditor> => {
    const api = await idleApi();
    const at = marked.indexOf('|');
    const uri = await write(inRoot(0, 'completion', name), marked.slice(0, at) + marked.slice(at + 1));
    await command('refresh');
    await eventually('the file', () => api.experiments().find((info) => vscode.Uri.file(info.file).toString() === uri.toString()));
    const document = await vscode.workspace.openTextDocument(uri);
    const position = document.positionAt(at);
    return vscode.window.showTextDocument(document, { selection: new vscode.Range(position, position) });
  };
  /** Ours: those of words that stand in the file have no detail. */
  const offered = async ({ document, selection }: vscode.TextEditor): Promise<readonly vscode.CompletionItem[]> => {
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', document.uri, selection.active);
    return items.filter(({ kind }) => kind !== vscode.CompletionItemKind.Text);
  };
  const labelOf = ({ label }: vscode.CompletionItem): string => (typeof label === 'string' ? label : label.label);

  const hovers = async (document: vscode.TextDocument, word: string): Promise<readonly string[]> => {
    const position = document.positionAt(document.getText().indexOf(word) + 1);
    const found = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, position);
    return found.flatMap(({ contents }) => contents.map((content) => (content instanceof vscode.MarkdownString ? content.value : ''))).filter((text) => text.startsWith('**') || text.startsWith('`'));
  };

  it('offers the keys that are missing, in files that are broken, and takes them as they are to stand', async () => {
    const editor = await opened('keys.experiment.yaml', 'tests:\n  - name: a\n    steps:\n      - run: [node\n        |\n  - name: b\n');
    const items = await offered(editor);
    const labels = items.map(labelOf);
    assert.ok(labels.includes('expect') && labels.includes('timeout'), labels.join(' '));
    assert.ok(!labels.includes('run') && !labels.includes('http'), labels.join(' '));
    const { insertText, range } = items.find((item) => labelOf(item) === 'expect') ?? assert.fail();
    assert.ok(insertText instanceof vscode.SnippetString && range !== undefined && !(range instanceof vscode.Range));
    assert.equal(insertText.value, 'expect:\n          ');
    assert.equal(range.inserting.start.character, 8);
  });

  it('is asked by the editor itself, and what is accepted stands where it belongs', async () => {
    const editor = await opened('accepted.experiment.yaml', 'tests:\n  - name: a\n    services:\n      server:\n        command: node\n        read|\n');
    await vscode.commands.executeCommand('editor.action.triggerSuggest');
    await eventually('the key', async () => {
      await vscode.commands.executeCommand('acceptSelectedSuggestion');
      return editor.document.getText().includes('ready:') ? true : undefined;
    });
    assert.match(editor.document.getText(), /\n {8}ready:\n {10}$/m);
  });

  it("leaves to the YAML extension what its schema says", async () => {
    const editor = await opened('theirs.experiment.yaml', 'tests:\n  - name: a\n    |\n');
    assert.ok((await offered(editor)).some((item) => labelOf(item) === 'services'));
    await yamlExtensionGives(true);
    assert.deepEqual((await offered(editor)).map(labelOf), []);
    const names = await opened('names.experiment.yaml', 'variables: { port: 1 }\ntests:\n  - name: a ${{ variables.|\n');
    assert.deepEqual((await offered(names)).map(labelOf), ['port']);
    assert.deepEqual(await hovers(names.document, 'tests'), []);
    await yamlExtensionGives(false);
  });

  it('explains keys, and tells the values of expressions', async () => {
    const { document } = await opened('hovers.experiment.yaml', 'variables: { port: 8080 }\ntests:\n  - name: a\n    description: ${{ variables.port }}|\n    iterations: 2\n');
    assert.deepEqual(await hovers(document, '${{ variables'), ['`variables.port` is `8080`']);
    assert.match((await hovers(document, 'iterations')).join('\n'), /^\*\*iterations\*\*: whole number\n\nHow often/);
    assert.deepEqual(await hovers(document, ' 2'), []);
  });

  it('answers in a file of a megabyte that is one large test', async () => {
    const steps = Array.from({ length: 9000 }, (_, nth) => `      - id: s${nth}\n        run: echo hello\n        expect: { stdout: { contains: hello } }\n`).join('');
    const editor = await opened('large.experiment.yaml', `tests:\n  - name: large\n    steps:\n${steps}        |\n`);
    assert.ok((await offered(editor)).some((item) => labelOf(item) === 'capture'));
  });

  it('has nothing to say of other files', async () => {
    const uri = await write(inRoot(0, 'completion', 'other.yaml'), '\n');
    const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    assert.deepEqual((await offered(editor)).map(labelOf), []);
  });
});
