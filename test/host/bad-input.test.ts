import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { command, eventually, idleApi, inRoot, write } from './product';
import type { ExperimentInfo, ProductApi, RunReport } from './product-api';

const utf16 = (text: string): Uint8Array => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
const sound = 'tests:\n  - name: passes\n    steps: [{ wait: 1ms }]\n';

/** File name, content, and the line that the first problem must name; undefined where a problem is not an error. */
const BROKEN: readonly (readonly [string, string | Uint8Array, number])[] = [
  ['text', 'just text\n', 1],
  ['list', '- one\n- two\n', 1],
  ['unclosed-flow', `name: x\ntests: [\n  { name: a }\n`, 4],
  ['unclosed-quote', `name: "x\n${sound}`, 1],
  ['tab', 'name: x\ntests:\n\t- name: a\n', 3],
  ['tag', `name: !!js/function "x"\n${sound}`, 1],
  ['second-document', `name: x\n${sound}---\nname: y\n`, 5],
  ['duplicate-key', `name: x\nname: y\n${sound}`, 2],
  ['nul', `name: "x\0"\n${sound}`, 1],
  ['not-utf8', Buffer.concat([Buffer.from('# fine\nname: "'), Buffer.from([0xc3, 0x28]), Buffer.from(`"\n${sound}`)]), 2],
  ['utf16', utf16(`name: x\n${sound}`), 1],
  ['alias-bomb', `a: &a [x, x, x, x, x, x, x, x, x, x]\n${Array.from({ length: 8 }, (_, index) => {
    const letter = (offset: number): string => String.fromCharCode(97 + index + offset);
    return `${letter(1)}: &${letter(1)} [${Array.from({ length: 10 }, () => `*${letter(0)}`).join(', ')}]\n`;
  }).join('')}${sound}`, 1],
  ['wrong-type', `name: x\ntimeout: soon\n${sound}`, 2],
  ['test-without-name', 'name: x\ntests:\n  - steps: [{ wait: 1ms }]\n', 3],
  ['unknown-service', 'name: x\ntests:\n  - name: a\n    assertions:\n      - service_running: { service: nobody }\n', 5],
  ['not-yet', `name: x\ndocker: { use_buildx: true }\n${sound}`, 2],
];

describe('broken files', () => {
  let api: ProductApi;
  const file = (name: string): vscode.Uri => inRoot(0, 'broken', `${name}.experiment.yaml`);
  const find = (uri: vscode.Uri): ExperimentInfo | undefined => api.experiments().find((info) => vscode.Uri.file(info.file).toString() === uri.toString());

  before(async () => {
    api = await idleApi();
    for (const [name, content] of BROKEN) await write(file(name), content);
    await write(file('sound-sibling'), sound);
    await command('refresh');
    await eventually('all files', () => [...BROKEN.map(([name]) => name), 'sound-sibling'].every((name) => find(file(name)) !== undefined) ? true : undefined);
    await api.whenIdle();
  });
  after(() => vscode.workspace.fs.delete(inRoot(0, 'broken'), { recursive: true }));

  for (const [name, , line] of BROKEN) {
    it(`are listed with their problem, at its line: ${name}`, async () => {
      const problem = await eventually('the problem', () => find(file(name))?.problems.find(({ severity }) => severity === 'error'));
      assert.deepEqual([problem.line, problem.column > 0, problem.message.length > 10], [line, true, true], JSON.stringify(problem));
      const shown = await eventually('its diagnostic', () => vscode.languages.getDiagnostics(file(name)).find(({ source }) => source === 'Experiments'));
      assert.ok(shown.range.start.line >= 0);
    });
  }

  it('never throw out of a command, and never hide their sibling', async () => {
    const reports = await command<readonly RunReport[]>('runExperiment', [...BROKEN.map(([name]) => file(name)), file('sound-sibling')]);
    // Undefined is what a command resolves with that has thrown.
    assert.equal(reports.length, BROKEN.length + 1);
    for (const report of reports) assert.ok(report.refused !== undefined || report.outcome !== undefined, JSON.stringify(report));
    assert.equal(reports.at(-1)?.outcome, 'passed');
    const refused = reports.flatMap(({ refused: reason }) => reason ?? []);
    assert.ok(refused.length > 0);
    for (const reason of refused) assert.match(reason, /^(\S+:\d+:\d+ |\S+ has no test case)/);
  });

  it('are checked while they are being edited', async () => {
    const editor = await vscode.window.showTextDocument(file('sound-sibling'));
    const diagnostics = (): vscode.Diagnostic[] => vscode.languages.getDiagnostics(editor.document.uri);
    assert.deepEqual(diagnostics(), []);
    await editor.edit((edit) => edit.replace(new vscode.Range(2, 0, 3, 0), '    stepz: [{ wait: 1ms }]\n'));
    const found = await eventually('the diagnostic', () => diagnostics()[0]);
    assert.deepEqual([found.range.start.line, editor.document.getText(found.range)], [2, 'stepz']);
    assert.match(found.message, /steps/);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await eventually('no diagnostic', () => diagnostics().length === 0 ? true : undefined);
  });

  it('show what failed at its line, until it passes', async () => {
    const uri = await write(inRoot(0, 'broken', 'fails.experiment.yaml'), 'tests:\n  - name: a\n    steps:\n      - run: [node, -e, "process.exit(1)"]\n');
    assert.equal((await command<readonly RunReport[]>('runExperiment', uri))[0]?.outcome, 'failed');
    const found = await eventually('the diagnostic', () => vscode.languages.getDiagnostics(uri)[0]);
    assert.equal(found.range.start.line, 3);
    await write(uri, 'tests:\n  - name: a\n    steps:\n      - run: [node, -e, ""]\n');
    assert.equal((await command<readonly RunReport[]>('runExperiment', uri))[0]?.outcome, 'passed');
    await eventually('no diagnostic', () => vscode.languages.getDiagnostics(uri).length === 0 ? true : undefined);
  });
});
