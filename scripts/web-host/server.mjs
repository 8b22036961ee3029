// One VS Code server of its own: its data, its extensions, its settings, its port.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { webHost } from './install.mjs';

/** A quiet workbench: nothing opens, asks, updates or animates by itself. */
const quiet = {
  'workbench.startupEditor': 'none', 'workbench.secondarySideBar.defaultVisibility': 'hidden', 'chat.disableAIFeatures': true,
  'workbench.tips.enabled': false, 'workbench.reduceMotion': 'on', 'extensions.ignoreRecommendations': true, 'git.enabled': false,
  'update.mode': 'none', 'workbench.enableExperiments': false, 'files.autoSave': 'off', 'security.workspace.trust.startupPrompt': 'never',
};

/** Types and meanings: server.d.mts. */
export async function startServer({ trusted = true, settings = {}, env = {}, graceSeconds = 60, extensions } = {}) {
  const { node, server } = webHost();
  const dir = mkdtempSync(path.join(tmpdir(), 'web-host-'));
  const extensionsDir = extensions ?? path.join(dir, 'extensions');
  const machine = path.join(dir, 'data', 'Machine');
  mkdirSync(extensionsDir, { recursive: true });
  mkdirSync(machine, { recursive: true });
  writeFileSync(path.join(machine, 'settings.json'), JSON.stringify({ ...quiet, ...settings }));
  const child = spawn(node, [
    path.join(server, 'out', 'server-main.js'), '--host', '127.0.0.1', '--port', '0', '--without-connection-token',
    '--accept-server-license-terms', '--enable-smoke-test-driver', '--telemetry-level', 'off', '--server-data-dir', dir,
    '--extensions-dir', extensionsDir, '--reconnection-grace-time', String(graceSeconds), ...(trusted ? ['--disable-workspace-trust'] : []),
  ], { stdio: ['ignore', 'pipe', 'pipe'], detached: true, env: { ...process.env, ...env } });
  let log = '';
  const closed = new Promise((resolve) => { child.once('close', resolve); });
  const kill = () => killGroup(child.pid);
  process.once('exit', kill);
  const stop = async () => {
    kill();
    await closed;
    process.off('exit', kill);
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const port = await new Promise((resolve, reject) => {
      const hear = (chunk) => {
        log += chunk;
        const heard = /Extension host agent listening on (\d+)/.exec(log);
        if (heard) resolve(Number(heard[1]));
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      child.once('error', reject);
      child.once('close', (code) => reject(new Error(`VS Code's server ended (exit ${code}):\n${log}`)));
    });
    return { url: `http://127.0.0.1:${port}/`, dir, extensionsDir, pid: child.pid, log: () => log, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

export function installVsix(vsix, extensionsDir) {
  const { node, server } = webHost();
  const data = mkdtempSync(path.join(tmpdir(), 'web-host-'));
  const { status, stdout, stderr } = spawnSync(node, [
    path.join(server, 'out', 'server-main.js'), '--install-extension', vsix, '--extensions-dir', extensionsDir, '--server-data-dir', data,
    '--accept-server-license-terms',
  ], { encoding: 'utf8' });
  rmSync(data, { recursive: true, force: true });
  if (status !== 0) throw new Error(`${vsix} could not be installed (exit ${status}):\n${stdout}${stderr}`);
}

/** Extension hosts are in the group of the server that forked them. */
function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch { /* already gone */ }
}
