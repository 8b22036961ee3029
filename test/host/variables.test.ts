import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { command, idleApi, inRoot, run, write } from './product';
import type { ProductApi, RunReport } from './product-api';

const GREETS = `name: greets in words
variables: { word: hello, code: 0 }
tests:
  - name: says \${{ variables.word }}
    steps: [{ run: [node, -e, "process.exit(Number(process.argv[1]))", "\${{ variables.code }}"] }]
  - name: waits
    steps: [{ wait: 1ms }]
`;

interface Summary { readonly variables?: { readonly [name: string]: string }; readonly tests: readonly { readonly name: string }[] }

describe('running with variables', () => {
  let api: ProductApi;
  let file: vscode.Uri;
  before(async () => {
    api = await idleApi();
    file = await write(inRoot(0, 'greets.experiment.yaml'), GREETS);
  });
  after(() => vscode.workspace.fs.delete(file));
  const summaryOf = ({ dir }: RunReport): Summary => JSON.parse(readFileSync(path.join(dir ?? '', 'run.json'), 'utf8')) as Summary;
  const only = (reports: readonly RunReport[]): RunReport => {
    assert.equal(reports.length, 1, JSON.stringify(reports));
    return reports[0] ?? assert.fail();
  };

  it('takes values from a script, writes them down, and runs the same again and what failed of it', async () => {
    const first = only(await command('runWithVariables', file, { word: 'good bye', code: 3 }));
    assert.deepEqual([first.outcome, first.counts?.['failed'], first.counts?.['passed']], ['failed', 1, 1]);
    const { variables, tests } = summaryOf(first);
    assert.deepEqual([variables, tests.map(({ name }) => name)], [{ word: 'good bye', code: '3' }, ['says good bye', 'waits']]);
    for (const [name, args, expected] of [['runAgain', [], 2], ['runAgain', [file], 2], ['runFailed', [file], 1], ['runFailedOf', [first.dir], 1]] as const) {
      const report = only(await command(name, ...args));
      assert.deepEqual([report.outcome, report.counts?.['total'], summaryOf(report).variables], ['failed', expected, variables], name);
    }
  });

  it('runs a test case whose name changes with the values', async () => {
    const [says] = api.experiments().find(({ name }) => name === 'greets in words')?.tests ?? [];
    const report = only(await command('runWithVariables', file, { word: 'hi' }, says?.id));
    assert.deepEqual(summaryOf(report).tests.map(({ name }) => name), ['says hi']);
  });

  it('says why values cannot run', async () => {
    const report = only(await command('runWithVariables', file, { wrod: 'hi' }));
    assert.match(report.refused ?? '', /No variable "wrod" is declared in the file\. Did you mean "word"\?/);
  });

  it('leaves a plain run as the file says', async () => {
    const report = await run(file);
    assert.deepEqual([report.outcome, summaryOf(report).variables], ['passed', undefined]);
  });
});
