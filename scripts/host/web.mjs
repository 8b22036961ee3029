import { launchBrowser, remoteUri, workbenchUrl } from '../web-host/browser.mjs';
import { startServer } from '../web-host/server.mjs';

const LIMIT_MS = 180_000;

/** @returns {Promise<number>} the exit code of the tests */
export async function runInWeb({ extension, others, suite, workspace, env }) {
  const server = await startServer({ env, extensions: others });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    const log = [];
    await page.exposeFunction('codeAutomationLog', (type, args) => { log.push(`[${type}] ${args.join(' ')}`); });
    const exited = new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error(`the tests did not end within ${LIMIT_MS / 1000} s\n${log.join('\n')}\n${server.log()}`)), LIMIT_MS).unref();
      page.exposeFunction('codeAutomationExit', resolve).catch(reject);
    });
    await page.goto(workbenchUrl(server, workspace, [
      ['extensionDevelopmentPath', remoteUri(server, extension)], ['extensionTestsPath', remoteUri(server, suite)], ['skipWelcome', 'true'],
    ]));
    return await exited;
  } finally {
    await browser.close();
    await server.stop();
  }
}
