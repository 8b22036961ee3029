// Lets a test ask the extension host: evaluates the functions it is sent, with VS Code's API and the product's.
import { renameSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import * as vscode from 'vscode';

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const api: unknown = await vscode.extensions.getExtension('experiment-observer.experiment-observer')?.activate();
  const kept = {};
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { source, argument } = JSON.parse(Buffer.concat(chunks).toString()) as { source: string; argument: unknown };
      const question = new Function('require', `return (${source})`)(require) as (host: object) => unknown;
      response.end(JSON.stringify({ value: await question({ vscode, api, kept, require, argument }) }));
    } catch (error) {
      response.end(JSON.stringify({ error: error instanceof Error ? error.stack : String(error) }));
    }
  }
  const server = createServer((request, response) => void answer(request, response));
  context.subscriptions.push({ dispose: () => server.close() });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.path ?? 'none';
  const address = server.address();
  const file = path.join(process.env['PROBE_DIR'] ?? '', `${path.basename(folder)}.json`);
  writeFileSync(`${file}.new`, JSON.stringify({ port: typeof address === 'object' ? address?.port : undefined, pid: process.pid }));
  renameSync(`${file}.new`, file);
}
