// Opens VS Code with the extension and the examples: the desktop one, else the web one, until Ctrl-C.
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { remoteUri, workbenchUrl } from './web-host/browser.mjs';
import { startServer } from './web-host/server.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const examples = path.join(root, 'examples');
const windows = process.platform === 'win32';
const code = windows ? 'code.cmd' : 'code';
const hasDesktop = process.env.START_HOST !== 'web' && spawnSync(code, ['--version'], { shell: windows }).status === 0;

if (hasDesktop) {
  console.log('Opening the desktop VS Code with the extension and the examples …');
  spawn(code, [`--extensionDevelopmentPath=${root}`, examples], { stdio: 'inherit', shell: windows }).on('exit', (status) => process.exit(status ?? 1));
} else {
  const server = await startServer();
  console.log(`\nOpen this address in a browser; Ctrl-C ends it:\n\n  ${workbenchUrl(server, examples, [['extensionDevelopmentPath', remoteUri(server, root)]])}\n`);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => void server.stop().then(() => process.exit(0)));
}
