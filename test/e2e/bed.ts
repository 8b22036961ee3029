import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/web-host/browser.mjs';
import { startServer, type WebServer, type WebServerOptions } from '../../scripts/web-host/server.mjs';
import { Workbench } from './workbench';

/** What the suites share: one browser, one server in which every folder is trusted. */
class Bed {
  #browser: Promise<Browser> | undefined;
  #server: Promise<WebServer> | undefined;
  #dir: Promise<string> | undefined;

  browser(): Promise<Browser> {
    return (this.#browser ??= launchBrowser());
  }

  server(): Promise<WebServer> {
    return (this.#server ??= this.newServer());
  }

  dir(): Promise<string> {
    return (this.#dir ??= mkdtemp(path.join(tmpdir(), 'e2e-')));
  }

  /** A server of the suite's own, which it has to stop. */
  async newServer(options: WebServerOptions = {}): Promise<WebServer> {
    const dir = await this.dir();
    const extensions = process.env['E2E_EXTENSIONS'];
    if (extensions === undefined) throw new Error('E2E_EXTENSIONS is not set: start the tests with scripts/e2e-tests.mjs');
    return startServer({ extensions, graceSeconds: 1, ...options, env: { PROBE_DIR: dir, XDG_STATE_HOME: path.join(dir, 'state'), ...options.env } });
  }

  /** A new folder with these files. @returns its absolute path */
  async folder(name: string, files: { readonly [file: string]: string }): Promise<string> {
    const folder = path.join(await this.dir(), name);
    for (const [file, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
      await writeFile(path.join(folder, file), text);
    }
    return folder;
  }

  async pages(): Promise<readonly Page[]> {
    return (await this.#browser)?.contexts().flatMap((context) => context.pages()) ?? [];
  }

  /** A folder with these files, open in a window of the shared server. */
  async open(name: string, files: { readonly [file: string]: string }): Promise<Workbench> {
    return Workbench.open(await this.browser(), await this.server(), await this.folder(name, files), await this.dir());
  }

  async close(): Promise<void> {
    await (await this.#browser)?.close();
    await (await this.#server)?.stop();
    if (this.#dir !== undefined) await rm(await this.#dir, { recursive: true, force: true, maxRetries: 5 });
  }
}

export const bed = new Bed();

afterEach(async function () {
  if (this.currentTest?.state !== 'failed') return;
  for (const [index, page] of (await bed.pages()).entries()) {
    const file = path.resolve(`out/e2e/failed-${this.currentTest.title.replaceAll(/\W+/g, '-').slice(0, 60)}-${index}.png`);
    await page.screenshot({ path: file });
    console.log(`      the window as it was: ${file}`);
  }
});
after(() => bed.close());
