import * as vscode from 'vscode';
import { l10n } from '../l10n';
import { tell } from '../tell';
import { TEMPLATES, type ExperimentTemplate } from './experiment-template';
import type { CommandContext } from './context';

/** Writes a new experiment file (`newExperiment(folder, name, template)`, or asked for) and opens it; resolves with its Uri. */
export async function newExperiment({ experiments }: CommandContext, argument?: unknown, given?: unknown, kind?: unknown): Promise<vscode.Uri | undefined> {
  const folder = argument instanceof vscode.Uri ? argument : await pickRoot();
  if (folder === undefined) return undefined;
  const template = TEMPLATES.find(({ id }) => id === kind) ?? (typeof given === 'string' ? TEMPLATES[0] : await pickTemplate());
  if (template === undefined) return undefined;
  const name = typeof given === 'string' ? given : await vscode.window.showInputBox({
    title: l10n.t('New Experiment'), prompt: l10n.t('Its name; the file is written into {0}', folder.path), value: l10n.t('My experiment'),
    validateInput: async (value) => (await exists(fileFor(folder, value)) ? l10n.t('{0} exists already', fileFor(folder, value).path) : undefined),
  });
  if (name === undefined || name.trim() === '') return undefined;
  const file = fileFor(folder, name);
  if (!(await exists(file))) await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(template.text(JSON.stringify(name.trim()))));
  await experiments.open(file);
  await vscode.window.showTextDocument(file);
  return file;
}

async function pickTemplate(): Promise<ExperimentTemplate | undefined> {
  const items = TEMPLATES.map((template) => ({ template, label: template.label(), detail: template.detail() }));
  return (await vscode.window.showQuickPick(items, { title: l10n.t('New Experiment'), placeHolder: l10n.t('What it begins with') }))?.template;
}

const fileFor = (folder: vscode.Uri, name: string): vscode.Uri =>
  vscode.Uri.joinPath(folder, `${name.trim().toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '') || 'new'}.experiment.yaml`);

const exists = (uri: vscode.Uri): Promise<boolean> => Promise.resolve(vscode.workspace.fs.stat(uri)).then(() => true, () => false);

async function pickRoot(): Promise<vscode.Uri | undefined> {
  const roots = vscode.workspace.workspaceFolders ?? [];
  if (roots.length === 0) tell(l10n.t('Open a folder first: the experiment is written into it.'));
  return roots.length <= 1 ? roots[0]?.uri : (await vscode.window.showWorkspaceFolderPick())?.uri;
}
