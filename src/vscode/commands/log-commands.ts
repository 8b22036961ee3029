import path from 'node:path';
import * as vscode from 'vscode';
import type { TestState } from '../../results';
import { l10n } from '../l10n';
import { filled, openLogFile, serviceLogs } from '../log/log-documents';
import { dirOf } from '../model/experiment';
import { toUri } from '../paths';
import type { ExperimentNode, Node, ProblemNode, RunErrorNode } from '../tree/nodes';
import type { CommandContext } from './context';
import { pickTestThatRan } from './pick-row';
import { nodeOf, runDirOf, runOf } from './targets';
import { tell, tellNothingRan } from '../tell';

/** Opens a log of a service, step or test case, asking for what is not given; resolves with its path. */
export async function openLog(context: CommandContext, argument?: unknown): Promise<string | undefined> {
  const { tree, experiments } = context;
  const row = nodeOf(argument, tree.view);
  const node = row !== undefined && 'test' in row ? row : await pickTestThatRan(row === undefined ? experiments.all() : [row.experiment], context, l10n.t('Open Log'));
  if (node === undefined) return undefined;
  const logs = await filled(logsOf(node));
  if (logs.length === 0) return void tell(l10n.t('There is no log yet: nothing was written.'));
  const chosen = logs.length === 1 ? logs[0] : (await vscode.window.showQuickPick(
    logs.map((file) => ({ label: path.basename(file), description: path.basename(path.dirname(file)), file })), { title: l10n.t('Open Log') },
  ))?.file;
  if (chosen !== undefined) await openLogFile(chosen);
  return chosen;
}

function logsOf(node: Exclude<Node, ExperimentNode | ProblemNode | RunErrorNode>): readonly string[] {
  const test = node.experiment.test(node.test);
  if (test?.state === undefined || test.run === undefined) return [];
  const { state } = test;
  const dir = path.join(dirOf(test.run), state.dir);
  switch (node.kind) {
    case 'service': return serviceLogs(dir, node.key);
    case 'step': return stepLogs(dir, state, (index) => String(index) === node.key);
    case 'artifact': return [path.join(dir, 'artifacts', node.key), path.join(dir, node.key)];
    case 'test': case 'failure': case 'attempt': case 'group': case 'assertion': case 'metric':
      return [...Object.keys(state.services).flatMap((service) => serviceLogs(dir, service)), ...stepLogs(dir, state, () => true)];
    default: return node satisfies never;
  }
}

const stepLogs = (dir: string, state: TestState, wanted: (index: number) => boolean): readonly string[] =>
  state.steps.filter((step) => wanted(step.index)).flatMap((step) => step.logs.map((log) => path.join(dir, log)));

/** Shows the folder of a row's run where the machine can show it; resolves with its path. */
export async function openRunFolder({ tree, experiments }: CommandContext, argument?: unknown): Promise<string | undefined> {
  const dirOfRun = runDirOf(argument);
  if (dirOfRun !== undefined) {
    await showFolder(toUri(dirOfRun));
    return dirOfRun;
  }
  const node = nodeOf(argument, tree.view);
  const test = node !== undefined && 'test' in node ? node.experiment.test(node.test) : undefined;
  const run = runOf(node, experiments.all());
  if (run === undefined) {
    tellNothingRan();
    return undefined;
  }
  const dir = dirOf(run);
  const folder = test?.state === undefined ? dir : path.join(dir, test.state.dir);
  await showFolder(toUri(folder));
  return folder;
}

async function showFolder(folder: vscode.Uri): Promise<void> {
  const local = vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
  if (local) await vscode.commands.executeCommand('revealFileInOS', folder);
  else if (vscode.workspace.getWorkspaceFolder(folder) !== undefined) await vscode.commands.executeCommand('revealInExplorer', folder);
  else {
    await vscode.env.clipboard.writeText(folder.path);
    tell(l10n.t('The folder is outside of the workspace; its path was copied: {0}', folder.path));
  }
}
