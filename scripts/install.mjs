import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import path from 'node:path';

/** Installs what package-lock.json in `dir` pins, unless that very lock file was installed already. */
export function installDependencies(dir = '.') {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) fail(`Node ${process.versions.node} is too old: install Node 20 or later from https://nodejs.org`);
  const stamp = path.join(dir, 'node_modules', '.installed-lock');
  const lock = createHash('sha256').update(readFileSync(path.join(dir, 'package-lock.json'))).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.log('Installing dependencies (npm ci) …');
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'], { cwd: dir, stdio: 'inherit', shell: process.platform === 'win32' });
  if (npm.error) fail(`npm could not be started (${npm.error.message}): it comes with Node, see https://nodejs.org`);
  if (npm.status !== 0) fail('npm ci failed; its message above names the package. Without a network, point npm at a reachable registry: npm config set registry URL');
  writeFileSync(stamp, lock);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
