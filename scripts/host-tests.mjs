// Mocha inside the real extension host: desktop VS Code where there is one, else VS Code's server in a browser.
import { mkdtempSync, readFileSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildOtherExtensions, buildHostTests } from './host/build.mjs';
import { chooseHost } from './host/choose.mjs';
import { makeWorkspace } from './host/workspace.mjs';

process.chdir(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
const suite = await buildHostTests();
const host = await chooseHost(process.env.TEST_HOST ?? 'auto');
console.log(`extension host: ${host.name}`);
const dir = mkdtempSync(path.join(tmpdir(), 'host-tests-'));
const results = path.join(dir, 'results.json');
const report = path.join(dir, 'report.txt');
const env = { HOST_TEST_RESULTS: results, HOST_TEST_REPORT: report, HOST_TEST_DIR: dir, ...(process.env.GREP ? { HOST_TEST_GREP: process.env.GREP } : {}) };
let code = 1;
try {
  code = await host.run({ extension: process.cwd(), others: await buildOtherExtensions(), suite, workspace: makeWorkspace(dir), env });
} catch (error) {
  console.error(error);
}
if (existsSync(report)) process.stdout.write(readFileSync(report, 'utf8'));
const counts = existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : { passed: 0, failed: 1 };
rmSync(dir, { recursive: true, force: true });
console.log(JSON.stringify(code === 0 || counts.failed > 0 ? counts : { ...counts, failed: 1 }));
process.exit(code === 0 && counts.failed === 0 ? 0 : 1);
