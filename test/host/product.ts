import * as vscode from 'vscode';
import type { ProductApi, RunReport } from './product-api';

const ID = 'experiment-observer.experiment-observer';

export function product(): vscode.Extension<ProductApi> {
  const extension = vscode.extensions.getExtension<ProductApi>(ID);
  if (extension === undefined) throw new Error(`${ID} is not installed`);
  return extension;
}

/** The API, once files and earlier runs have been read. */
export async function idleApi(): Promise<ProductApi> {
  const api = await product().activate();
  await api.whenIdle();
  return api;
}

/** @param index of the workspace's root folder */
export function inRoot(index: number, ...parts: string[]): vscode.Uri {
  const root = vscode.workspace.workspaceFolders?.[index];
  if (root === undefined) throw new Error(`the workspace has no root folder ${index}`);
  return vscode.Uri.joinPath(root.uri, ...parts);
}

export async function write(uri: vscode.Uri, text: string | Uint8Array): Promise<vscode.Uri> {
  await vscode.workspace.fs.writeFile(uri, typeof text === 'string' ? new TextEncoder().encode(text) : text);
  return uri;
}

export const command = <T>(name: string, ...args: unknown[]): Thenable<T> => vscode.commands.executeCommand<T>(`experimentObserver.${name}`, ...args);

/** Runs one file by command. */
export async function run(file: vscode.Uri): Promise<RunReport> {
  const [report, ...others] = await command<readonly RunReport[]>('runExperiment', file);
  if (report === undefined || others.length > 0) throw new Error(`expected one report, found ${JSON.stringify([report, ...others])}`);
  return report;
}

/** Looks again and again until `look` gives something. @throws Error after `ms` */
export async function eventually<T>(what: string, look: () => T | undefined | Promise<T | undefined>, ms = 50_000): Promise<T> {
  const deadline = Date.now() + ms;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${ms} ms`);
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  }
}
