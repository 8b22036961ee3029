import assert from 'node:assert/strict';
import { bed } from './bed';
import { until } from './until';
import type { Workbench } from './workbench';

const CASES = 100;
const HUNDRED = `name: hundred
tests:
  - name: case
    matrix: { n: [${Array.from({ length: CASES }, (_, index) => index).join(', ')}] }
    steps: [{ run: [node, -e, ""] }]
`;
/** Runs in the page: resolves with the time at which a test case's row shows that it runs. */
const WATCH = `new Promise((resolve) => {
  const observer = new MutationObserver(() => {
    if (document.querySelector('.sidebar .monaco-list-row[aria-level="2"] .codicon-sync') === null) return;
    observer.disconnect();
    resolve(Date.now());
  });
  observer.observe(document.body, { subtree: true, childList: true, attributes: true });
})`;
const STARTS = 5;
const AT_REST_MS = 600;

describe('the first running row', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await bed.open('first-row', { 'hundred.experiment.yaml': HUNDRED });
    await until('the tree', () => workbench.tree(), (tree) => tree.includes('case (0)'));
  });
  after(() => workbench?.close());

  /** From the command to the row, by the clock of the machine that both run on. */
  async function start(): Promise<number> {
    const shown = workbench.page.evaluate(WATCH) as Promise<number>;
    const asked = await workbench.probe.ask(({ vscode, argument }) => {
      const now = Date.now();
      void vscode.commands.executeCommand('experimentObserver.runExperiment', vscode.Uri.file(argument));
      return now;
    }, workbench.file('hundred.experiment.yaml'));
    const took = await shown - asked;
    await workbench.probe.ask(async ({ vscode, api }) => {
      await vscode.commands.executeCommand('experimentObserver.stop');
      await api.whenIdle();
    });
    await until('no running row', () => workbench.tree(), (tree) => !tree.includes('sync'));
    // A person starts at rest; the editor holds back what follows a refresh within 200 ms.
    await workbench.page.waitForTimeout(AT_REST_MS);
    return took;
  }

  it(`shows that it runs, start after start, with ${CASES} test cases`, async () => {
    const times: number[] = [];
    for (let index = 0; index < STARTS; index += 1) times.push(await start());
    console.log(`      from command to first running row: ${times.join(', ')} ms (the first with a cold engine)`);
    assert.ok(times.every((time) => time >= 0), times.join(', '));
  });
});
