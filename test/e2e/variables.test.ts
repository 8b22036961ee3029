import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { bed } from './bed';
import { until } from './until';
import type { Workbench } from './workbench';

const GREETS = `name: greets
variables:
  word: hello
  times: [1, 2]
tests:
  - name: says \${{ variables.word }}
    matrix: { time: "\${{ variables.times }}" }
    steps: [{ run: [node, -e, "console.log(process.argv[1])", "\${{ variables.word }}"], expect: { stdout: { contains: hello } } }]
`;

describe('running with variables in the workbench', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await bed.open('variables', { 'greets.experiment.yaml': GREETS });
    await until('the tree', () => workbench.tree(), (text) => text.includes('says hello (1)'));
  });
  after(() => workbench?.close());

  const widget = () => workbench.page.locator('.quick-input-widget:not([style*="display: none"])');
  const box = () => widget().locator('input').first();
  const items = (): Promise<readonly string[]> => widget().locator('.monaco-list-row').evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label') ?? ''));
  /** An item with an icon before its label. */
  const take = (label: string): Promise<void> => widget().locator(`.monaco-list-row[aria-label*="${label}"]`).first().click();
  const asked = (title: string): Promise<string> => until('the question', () => workbench.question(), (text) => text === title);
  const ran = async (): Promise<readonly string[]> => (await readdir(workbench.file('outputs'), { recursive: true }).catch(() => [])).filter((name) => path.basename(name) === 'run.json').sort();

  it('lists them with their values, says what is wrong with another one, and runs nothing when given up', async () => {
    await workbench.menu('greets', 'Run With Variables');
    await asked('Run greets With Variables');
    await until('the variables', items, (all) => all.length === 3 && all.some((label) => label.includes('times')) && all.some((label) => label.includes('hello')));
    await workbench.pick('times');
    await asked('Run greets With Variables: times');
    assert.equal(await box().inputValue(), '[1,2]');
    await box().fill('three');
    await until('what is wrong', () => widget().locator('.quick-input-message').textContent().then((text) => text ?? ''), (text) => text.includes('line 4: The variable "times" is a list, and what was given for it is none'));
    await workbench.page.keyboard.press('Enter');
    await asked('Run greets With Variables: times');
    await workbench.page.keyboard.press('Escape');
    await until('nothing more to ask', () => workbench.question(), (text) => text === '');
    assert.deepEqual(await ran(), []);
  });

  it('runs one test case of its row with another value, and says so', async () => {
    await workbench.menu('says hello (1)', 'Run With Variables');
    await asked('Run greets › says hello (1) With Variables');
    await workbench.pick('word');
    await asked('Run greets › says hello (1) With Variables: word');
    await box().fill('good bye');
    await workbench.page.keyboard.press('Enter');
    await asked('Run greets › says hello (1) With Variables');
    await until('what is set', items, (all) => all.some((label) => label.includes('with word=good bye')));
    await take('Run');
    await until('the row', () => workbench.tree(), (text) => text.startsWith('error greets 1 failed, with word=good bye'));
    const [summary = ''] = await until('the summary', ran, (files) => files.length === 1);
    const { variables, tests } = JSON.parse(await readFile(workbench.file(path.join('outputs', summary)), 'utf8')) as { readonly variables: object; readonly tests: readonly { readonly name: string; readonly matrix: object }[] };
    assert.deepEqual([variables, tests.map(({ name, matrix }) => [name, matrix])], [{ word: 'good bye' }, [['says good bye (1)', { time: 1 }]]]);
  });

  it('runs the same again after a reload, and remembers the values', async () => {
    await workbench.reload();
    await until('the row', () => workbench.tree(), (text) => /^error greets 1 failed, last run .*, with word=good bye\n/.test(text));
    await workbench.menu('greets', 'Run Again');
    await until('the second run', ran, (files) => files.length === 2);
    await until('the row', () => workbench.tree(), (text) => text.startsWith('error greets 1 failed, with word=good bye'));
    await workbench.command('Experiments: Run With Variables…');
    await workbench.pick('greets');
    await asked('Run greets With Variables');
    await until('what is remembered', items, (all) => all.some((label) => label.includes('with word=good bye')));
    await take('All as in the File');
    await until('the values of the file', items, (all) => all.some((label) => label.includes('with the values of the file')));
    await take('Run');
    await until('the row', () => workbench.tree(), (text) => /^pass greets 2 passed\n/.test(text));
  });
});
