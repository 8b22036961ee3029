import path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { workbenchUrl } from '../../scripts/web-host/browser.mjs';
import { pickItem, showExperiments, takeCommand } from '../../scripts/web-host/palette.mjs';
import type { WebServer } from '../../scripts/web-host/server.mjs';
import { findProbe, forgetProbe, type Probe } from './probe';
import { until } from './until';

const ROWS = '.sidebar .pane-body .monaco-list-row';
const STATUS = '[id="experiment-observer.experiment-observer.runs"]';

/** One window of the real workbench, as a person sees and uses it. */
export class Workbench {
  #probe: Probe | undefined;

  private constructor(readonly page: Page, readonly folder: string, private readonly probes?: string) {}

  /** Opens the folder (none: an empty window) and the Experiments view. @param probes where the extension host tells its address; without, it is not asked */
  static async open(browser: Browser, server: WebServer, folder: string | undefined, probes?: string): Promise<Workbench> {
    const page = await browser.newPage({ viewport: { width: 1400, height: 1400 } });
    const workbench = new Workbench(page, folder ?? 'none', probes);
    await workbench.forgetHost();
    await page.goto(folder === undefined ? server.url : workbenchUrl(server, folder));
    await workbench.#settle();
    return workbench;
  }

  get probe(): Probe {
    if (this.#probe === undefined) throw new Error('this window was opened without a probe');
    return this.#probe;
  }

  file(name: string): string {
    return path.join(this.folder, name);
  }

  /** As a person does it: everything the window knew is gone. */
  async reload(): Promise<void> {
    await this.forgetHost();
    await this.page.reload();
    await this.#settle();
  }

  /** Waits for the extension host that replaces one that has died. */
  async newHost(): Promise<void> {
    if (this.probes !== undefined) this.#probe = await findProbe(this.probes, this.folder);
  }

  /** Before its end: its address must not be taken for that of the next one. */
  async forgetHost(): Promise<void> {
    if (this.probes !== undefined) await forgetProbe(this.probes, this.folder);
  }

  close(): Promise<void> {
    return this.page.close();
  }

  async #settle(): Promise<void> {
    await this.page.waitForSelector('.activitybar .action-item', { timeout: 60_000 });
    await this.newHost();
    await showExperiments(this.page);
  }

  /** Takes a command from the palette; `title` as listed there, with its category. */
  command(title: string): Promise<void> {
    return takeCommand(this.page, title);
  }

  /** Takes an item of the list that is open. */
  pick(label: string): Promise<void> {
    return pickItem(this.page, label);
  }

  /** The Experiments view as text: a line a row, indented by level, with icon, label and description; times as `<time>`. */
  async tree(): Promise<string> {
    const rows = await this.page.$$eval(ROWS, (elements) => elements.map((row) => {
      const text = (selector: string) => row.querySelector(selector)?.textContent ?? '';
      const icon = /codicon-([a-z-]+)/.exec((row.querySelector('.custom-view-tree-node-item-icon')?.className ?? '').replaceAll(/codicon-(modifier|colored)\S*/g, ''))?.[1] ?? '';
      return {
        top: row.getBoundingClientRect().top, level: Number(row.getAttribute('aria-level')),
        line: [icon, text('.label-name'), text('.label-description')].filter((part) => part !== '').join(' '),
      };
    }));
    return rows.sort((a, b) => a.top - b.top).map(({ level, line }) => '  '.repeat(level - 1) + line).join('\n').replaceAll(/\d+(\.\d+)? m?s\b/g, '<time>');
  }

  /** Waits until the tree reads exactly so. */
  async untilTree(expected: string): Promise<void> {
    const wanted = expected.replace(/^\n/, '').trimEnd();
    await until(`the tree\n${wanted}\n`, () => this.tree(), (tree) => tree === wanted);
  }

  row(label: string): Locator {
    return this.page.locator(ROWS).filter({ has: this.page.locator('.label-name', { hasText: exactly(label) }) }).first();
  }

  /** What a screen reader says of the row. */
  async spoken(label: string): Promise<string> {
    return await this.row(label).getAttribute('aria-label') ?? '';
  }

  async expand(label: string): Promise<void> {
    const row = this.row(label);
    if (await row.getAttribute('aria-expanded') === 'false') await row.locator('.monaco-tl-twistie').click();
  }

  /** Takes an item of a row's context menu. */
  async menu(label: string, item: string): Promise<void> {
    await this.row(label).click({ button: 'right' });
    const entry = this.page.locator('.monaco-menu .action-label', { hasText: item });
    await entry.waitFor();
    // A menu that has just opened takes no click yet.
    await until('the menu to be done', async () => {
      await entry.click({ timeout: 1000 }).catch(() => undefined);
      return entry.count();
    }, (left) => left === 0);
  }

  status(): Promise<string> {
    return this.page.locator(STATUS).textContent({ timeout: 50_000 }).then((text) => (text ?? '').trim());
  }

  untilStatus(ok: (text: string) => boolean): Promise<string> {
    return until('the status bar', () => this.status(), ok);
  }

  /** The text of the output panel's visible lines. */
  async output(): Promise<string> {
    const lines = await this.page.$$eval('.part.panel .view-line', (elements) =>
      elements.map((line) => ({ top: line.getBoundingClientRect().top, text: (line.textContent ?? '').replaceAll('\u00a0', ' ') })));
    return lines.sort((a, b) => a.top - b.top).map(({ text }) => text).join('\n');
  }

  /** The channel that the output panel shows; empty where it shows none. */
  async channel(): Promise<string> {
    const box = this.page.locator('.part.panel select').first();
    return await box.count() === 0 ? '' : box.evaluate((element) => 'value' in element && typeof element.value === 'string' ? element.value : '');
  }

  /** What the Problems panel says of each of its rows; it must be open. */
  problems(): Promise<string[]> {
    return this.page.$$eval('.markers-panel .monaco-list-row', (rows) => rows.map((row) => row.getAttribute('aria-label') ?? ''));
  }

  /** File name, selected range (lines and columns from 1) and selected text of the active editor. */
  selection(): Promise<string> {
    return this.probe.ask(({ vscode }) => {
      const editor = vscode.window.activeTextEditor;
      if (editor === undefined) return 'no editor';
      const { start, end } = editor.selection;
      const name = editor.document.uri.path.split('/').at(-1) ?? '';
      return `${name}:${start.line + 1}:${start.character + 1}-${end.line + 1}:${end.character + 1} ${editor.document.getText(editor.selection)}`;
    });
  }

  /** The title, or else the placeholder, of the question that is open. */
  async question(): Promise<string> {
    const open = this.page.locator('.quick-input-widget:not([style*="display: none"])');
    return await open.count() === 0 ? '' : (await open.locator('.quick-input-title').textContent()) || (await open.locator('input').first().getAttribute('placeholder')) || '';
  }

  /** What was told and not yet closed; a toast may hide before it is read, the list keeps it. */
  async notifications(): Promise<string[]> {
    await this.probe.ask(async ({ vscode }) => { await vscode.commands.executeCommand('notifications.showList'); });
    return this.page.$$eval('.notification-list-item-message', (items) => items.map((item) => item.textContent ?? ''));
  }
}

const exactly = (text: string): RegExp => new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
