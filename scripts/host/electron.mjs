import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';

const cachePath = path.resolve('.vscode-test');
const needsVirtualDisplay = process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;

/** A given VS Code, one downloaded before, or one downloaded now. @param {number | undefined} patienceMs for the download to begin */
export async function desktopAtHand(patienceMs) {
  if (needsVirtualDisplay && spawnSync('xvfb-run', ['--help']).status !== 0) return { reason: 'no display, and no xvfb-run (apt-get install -y xvfb)' };
  const given = process.env.VSCODE_PATH;
  if (given !== undefined) return existsSync(given) ? { executable: given } : { reason: `VSCODE_PATH names ${given}, which does not exist` };
  try {
    if (patienceMs !== undefined && !isCached()) await fetch('https://update.code.visualstudio.com/api/releases/stable', { signal: AbortSignal.timeout(patienceMs) });
    return { executable: await downloadAndUnzipVSCode({ cachePath }) };
  } catch (error) {
    return { reason: `no download (${error instanceof Error ? error.message : error}); VSCODE_PATH can name one` };
  }
}

const isCached = () => existsSync(cachePath) && readdirSync(cachePath).some((name) => name.startsWith('vscode-'));

/** @returns {Promise<number>} the exit code of the tests */
export async function runInElectron(executable, { extension, others, suite, workspace, env }) {
  const profile = mkdtempSync(path.join(tmpdir(), 'vscode-'));
  const display = needsVirtualDisplay ? ['xvfb-run', '-a', executable] : [executable];
  try {
    return await runTests({
      vscodeExecutablePath: display[0], extensionDevelopmentPath: [extension, ...readdirSync(others).map((name) => path.join(others, name))], extensionTestsPath: suite, extensionTestsEnv: env,
      launchArgs: [...display.slice(1), workspace, '--user-data-dir', profile, '--disable-extensions', '--disable-workspace-trust', '--skip-welcome'],
    });
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
}
