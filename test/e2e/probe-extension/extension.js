// Lets a test ask the extension host: evaluates the functions it is sent, with VS Code's API and the product's.
const http = require('node:http');
const { renameSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const vscode = require('vscode');

exports.activate = async (context) => {
  const product = await vscode.extensions.getExtension('experiment-observer.experiment-observer').activate();
  const kept = {};
  const server = http.createServer(async (request, response) => {
    try {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const { source, argument } = JSON.parse(Buffer.concat(chunks).toString());
      const value = await new Function('require', `return (${source})`)(require)({ vscode, api: product, kept, require, argument });
      response.end(JSON.stringify({ value }));
    } catch (error) {
      response.end(JSON.stringify({ error: error instanceof Error ? error.stack : String(error) }));
    }
  });
  context.subscriptions.push({ dispose: () => server.close() });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const [folder] = vscode.workspace.workspaceFolders;
  const file = path.join(process.env.PROBE_DIR, `${path.basename(folder.uri.fsPath)}.json`);
  writeFileSync(`${file}.new`, JSON.stringify({ port: server.address().port, pid: process.pid }));
  renameSync(`${file}.new`, file);
};
