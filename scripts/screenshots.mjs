// Retakes the pictures of media/screenshots from the real workbench.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchBrowser, workbenchUrl } from './web-host/browser.mjs';
import { pickItem, showExperiments, takeCommand } from './web-host/palette.mjs';
import { startServer } from './web-host/server.mjs';

process.chdir(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
const pictures = 'media/screenshots';
const dir = mkdtempSync(path.join(tmpdir(), 'screenshots-'));
const extensions = path.join(dir, 'extensions');
const { publisher, name, version } = JSON.parse(readFileSync('package.json', 'utf8'));
for (const part of ['package.json', 'package.nls.json', 'media', 'dist']) {
  cpSync(part, path.join(extensions, `${publisher}.${name}-${version}`, part), { recursive: true });
}
const examples = path.join(dir, 'examples');
for (const part of ['failures.experiment.yaml', 'failures', 'quickstart.experiment.yaml', 'quickstart']) {
  cpSync(path.join('examples', part), path.join(examples, part), { recursive: true });
}

const server = await startServer({
  extensions, env: { XDG_STATE_HOME: path.join(dir, 'state') },
  settings: { 'workbench.colorTheme': 'Default Dark Modern', 'editor.minimap.enabled': false, 'breadcrumbs.enabled': false, 'window.title': 'Experiment Observer', 'editor.fontSize': 13 },
});
const browser = await launchBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1.5 });
  await page.goto(workbenchUrl(server, examples));
  await showExperiments(page);
  await page.waitForSelector('.sidebar .monaco-list-row');
  await widenSidebar(page, 110);
  await takeCommand(page, 'Experiments: Show Event Log');
  await takeCommand(page, 'Experiments: Run Experiment…');
  await pickItem(page, 'Failures');
  await status(page, /^[4-7]\/\d+, [3-9] failed/);
  await page.locator('.sidebar .monaco-list-row', { hasText: 'assertions that do not hold' }).locator('.monaco-tl-twistie').click();
  await takeCommand(page, 'Experiments: Go to Next Failure');
  await shoot(page, 'live-run');
  await status(page, /of \d+ failed/);
  await takeCommand(page, 'Experiments: Go to Next Failure');
  await shoot(page, 'failure');
  await takeCommand(page, 'Experiments: Run Experiment…');
  await pickItem(page, 'Quickstart');
  await status(page, /^\d+ passed/);
  await shoot(page, 'finished');
  await inspect(page);
  await shoot(page, 'inspector');
} finally {
  await browser.close();
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
}

/** The inspector alone, at the moment of the first failed assertion. */
async function inspect(page) {
  await takeCommand(page, 'View: Close All Editors');
  await takeCommand(page, 'View: Hide Panel');
  await takeCommand(page, 'Experiments: Inspect Events…');
  await pickItem(page, 'Failures');
  await page.locator('iframe.webview').waitFor();
  const inspector = page.frameLocator('iframe.webview').frameLocator('iframe');
  await inspector.locator('#filter-pattern').fill('assertion.failed');
  const seq = await inspector.locator('.rows .row', { hasText: 'assertion.failed' }).first().locator('.seq').innerText();
  await inspector.locator('.filters button', { hasText: 'Clear' }).click();
  await inspector.locator('input[type=range]').fill(seq);
  await inspector.locator('.details h2', { hasText: 'assertion.failed' }).waitFor();
}

function status(page, wanted) {
  return page.locator('[id="experiment-observer.experiment-observer.runs"]', { hasText: new RegExp(wanted.source.replace('^', '^\\s*')) }).waitFor({ timeout: 60_000 });
}

async function widenSidebar(page, by) {
  const box = await page.locator('.part.sidebar').boundingBox();
  const edge = box.x + box.width;
  await page.mouse.move(edge, 400);
  await page.mouse.down();
  await page.mouse.move(edge + by, 400, { steps: 5 });
  await page.mouse.up();
  await page.mouse.move(900, 120);
}

async function shoot(page, picture) {
  mkdirSync(pictures, { recursive: true });
  // The middle of the status bar is the one place without a hover.
  await page.mouse.move(640, 792);
  // Rows follow their events at most 250 ms later, and the editor debounces by 200 ms more.
  await page.waitForTimeout(600);
  const file = path.join(pictures, `${picture}.png`);
  await page.screenshot({ path: file, animations: 'disabled' });
  console.log(file);
}
