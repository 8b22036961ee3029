import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { YamlStandIn } from './yaml-extension/extension';
import { command, eventually, idleApi, inRoot, write } from './product';

describe('quick fixes', () => {
  after(() => vscode.workspace.fs.delete(inRoot(0, 'fixes'), { recursive: true }));

  const listed = async (name: string, text: string): Promise<vscode.TextDocument> => {
    const api = await idleApi();
    const uri = await write(inRoot(0, 'fixes', name), text);
    await command('refresh');
    await eventually('the file', () => api.experiments().find((info) => vscode.Uri.file(info.file).toString() === uri.toString()));
    return vscode.workspace.openTextDocument(uri);
  };
  const actionsAt = async ({ uri }: vscode.TextDocument, range: vscode.Range): Promise<readonly vscode.CodeAction[]> =>
    (await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', uri, range, vscode.CodeActionKind.QuickFix.value)).filter(({ title }) => /^(Change to|Put it|Use a|Add|Allow) /.test(title));
  const firstFix = async (document: vscode.TextDocument): Promise<vscode.CodeAction | undefined> =>
    (await Promise.all(vscode.languages.getDiagnostics(document.uri).map(({ range }) => actionsAt(document, range)))).flat()[0];
  /** Applies one fix after the other, until none is left. */
  const mend = async (document: vscode.TextDocument): Promise<readonly string[]> => {
    const titles: string[] = [];
    for (let fix = await firstFix(document); fix?.edit !== undefined; fix = await firstFix(document)) {
      titles.push(fix.title);
      const before = vscode.languages.getDiagnostics(document.uri).length;
      assert.ok(await vscode.workspace.applyEdit(fix.edit));
      await eventually('one problem less', () => vscode.languages.getDiagnostics(document.uri).length < before ? true : undefined);
    }
    return titles;
  };

  it('mend what is evident: names, times, quotes, ports', async () => {
    const document = await listed('evident.experiment.yaml', [
      'tests:', '  - tags: [a]', '    timeout: 10 s', '    matrix: { x: [1] }', '    services:', '      server: { command: [node], ports: { http: 8080 } }', '      other: { command: [node], ports: { http: 8080 } }',
      '    steps:', '      - stop: sever', '      - run: [node, -e, "${{ matrix.y }}"]', '  - name: b', '    steps: [ { wait: 2s, timeout: 1s } ]', '  - name: c', '    steps: [ { wait: ${{ variables.z ?? 1 }} } ]', '',
    ].join('\n'));
    await eventually('the diagnostics', () => vscode.languages.getDiagnostics(document.uri).length >= 6 ? true : undefined);
    const titles = await mend(document);
    assert.deepEqual([...titles].sort(), ['Add "name: test 1"', 'Allow 3s', 'Change to "10s"', 'Change to "server"', 'Change to "x"', 'Put it in quotes', 'Use a free port: auto'].sort());
    assert.equal(document.getText(), [
      'tests:', '  - name: test 1', '    tags: [a]', '    timeout: 10s', '    matrix: { x: [1] }', '    services:', '      server: { command: [node], ports: { http: 8080 } }', '      other: { command: [node], ports: { http: auto } }',
      '    steps:', '      - stop: server', '      - run: [node, -e, "${{ matrix.x }}"]', '  - name: b', '    steps: [ { wait: 2s, timeout: 3s } ]', '  - name: c', '    steps: [ { wait: "${{ variables.z ?? 1 }}" } ]', '',
    ].join('\n'));
    assert.deepEqual(vscode.languages.getDiagnostics(document.uri), []);
  });

  it('change a mistyped key to the one that was meant', async () => {
    const document = await listed('typos.experiment.yaml', 'tests:\n  - name: a\n    itterations: 2\n    steps:\n      - { wait: 1ms, "nmae": "pause" }\n');
    await eventually('both diagnostics', () => vscode.languages.getDiagnostics(document.uri).length === 2 ? true : undefined);
    assert.deepEqual(await actionsAt(document, new vscode.Range(0, 0, 0, 1)), []);
    assert.deepEqual(await mend(document), ['Change to "iterations"', 'Change to "name"']);
    assert.equal(document.getText(), 'tests:\n  - name: a\n    iterations: 2\n    steps:\n      - { wait: 1ms, name: "pause" }\n');
  });

  it("mend what is old or mistyped in PANTHER's files, whose schema is their own", async () => {
    const document = await listed('experiment-config/handshake.yaml', `docker: { build_docker_image: true }
tests:
  - name: handshake
    network_environment: { type: docker_compose }
    services:
      server:
        implementation: { name: picoquic, type: iut }
        protocol: { name: quic, role: server }
      client:
        name: clint
        implementation: { name: panther_ivy, type: testers }
        protocol: { name: quic, role: client, target: sever }
    steps: { wait: 60 }
`);
    const found = await eventually('the diagnostics', () => {
      const all = vscode.languages.getDiagnostics(document.uri);
      return all.length === 3 ? all : undefined;
    });
    assert.deepEqual(found.map(({ code, severity, tags = [] }) => [code, severity, tags]), [
      ['deprecated-key', vscode.DiagnosticSeverity.Warning, [vscode.DiagnosticTag.Deprecated]], ['name-differs', vscode.DiagnosticSeverity.Warning, []], ['unknown-service', vscode.DiagnosticSeverity.Error, []],
    ]);
    assert.deepEqual(await mend(document), ['Change to "force_build_docker_image"', 'Change to "client"', 'Change to "server"']);
    assert.match(document.getText(), /force_build_docker_image: true[^]*name: client\n[^]*target: server \}/);
    assert.deepEqual(vscode.languages.getDiagnostics(document.uri), []);
    const yaml = await vscode.extensions.getExtension<YamlStandIn>('redhat.vscode-yaml')?.activate();
    assert.match(await yaml?.schemaFor(document.uri.toString()) ?? '', /"PANTHER experiment"/);
  });

  it('have the schema of our own format where a file of ours stands among those of PANTHER', async () => {
    const document = await listed('experiment-config/ours.yaml', 'tests:\n  - name: a\n    steps: [{ wait: 1ms }]\n');
    const yaml = await vscode.extensions.getExtension<YamlStandIn>('redhat.vscode-yaml')?.activate();
    assert.match(await yaml?.schemaFor(document.uri.toString()) ?? '', /"title":"Experiment"/);
  });
});
