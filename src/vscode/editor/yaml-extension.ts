import * as vscode from 'vscode';

export const YAML_EXTENSION = 'redhat.vscode-yaml';

/** Whether the YAML extension is there and shows what a schema says: ours would stand beside it a second time. */
export function yamlExtensionGives(what: 'completion' | 'hover'): boolean {
  return vscode.extensions.getExtension(YAML_EXTENSION) !== undefined && vscode.workspace.getConfiguration('yaml').get<unknown>(what) !== false;
}
