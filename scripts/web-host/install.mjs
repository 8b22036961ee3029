// VS Code's production server and workbench from npm, for machines that cannot download VS Code itself.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail } from '../fail.mjs';
import { SPDLOG_STAND_IN } from './spdlog-stand-in.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const cache = path.join(path.dirname(path.dirname(here)), '.vscode-test');
const installed = path.join(cache, 'web');
const STAMP = '.complete';

/** @returns {{ node: string, server: string }} the Node that runs the server, and the server's folder; installs what is missing. */
export function webHost() {
  const wanted = createHash('sha256').update(readFileSync(path.join(here, 'package-lock.json'))).update(SPDLOG_STAND_IN).digest('hex');
  if (!isComplete(wanted)) install(wanted);
  return { node: serverNode(installed), server: path.join(installed, 'node_modules', 'code-server', 'lib', 'vscode') };
}

function isComplete(wanted) {
  const stamp = path.join(installed, STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
}

/** Built aside and renamed: an install that was cut short is never taken for a whole one. */
function install(wanted) {
  if (process.platform === 'win32') fail("VS Code's server is not made for Windows: set VSCODE_PATH to a desktop VS Code");
  const parts = path.join(cache, `web.partial-${process.pid}`);
  removeAbandoned();
  mkdirSync(parts, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) copyFileSync(path.join(here, file), path.join(parts, file));
  console.log("Installing VS Code's server and workbench into .vscode-test/web (600 MB, about a minute) …");
  npm(parts, 'ci', '--ignore-scripts');
  const server = path.join(parts, 'node_modules', 'code-server', 'lib', 'vscode');
  npm(server, 'install', '--omit=dev', '--ignore-scripts');
  provideSpdlog(server, parts);
  writeFileSync(path.join(parts, STAMP), wanted);
  rmSync(installed, { recursive: true, force: true });
  renameSync(parts, installed);
}

function removeAbandoned() {
  if (!existsSync(cache)) return;
  for (const name of readdirSync(cache)) {
    const pid = /^web\.partial-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !existsProcess(Number(pid))) rmSync(path.join(cache, name), { recursive: true, force: true });
  }
}

function existsProcess(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function npm(cwd, ...args) {
  const { status, error, stderr } = spawnSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd, encoding: 'utf8' });
  if (error) fail(`npm could not be started (${error.message}): it comes with Node, see https://nodejs.org`);
  if (status !== 0) fail(`${stderr}\nnpm ${args[0]} failed in ${cwd}: VS Code's server comes from the npm registry, which must be reachable (npm config get registry)`);
}

/** Without this module every output channel stays empty. The native one needs a compiler; the stand-in does not. */
function provideSpdlog(server, parts) {
  const headers = nodePackage(parts);
  const built = headers !== undefined
    && spawnSync('npm', ['rebuild', '@vscode/spdlog', `--nodedir=${headers}`, '--loglevel=error'], { cwd: server }).status === 0;
  if (built) return;
  console.log('No compiler for @vscode/spdlog: its stand-in is used.');
  writeFileSync(path.join(server, 'node_modules', '@vscode', 'spdlog', 'index.js'), SPDLOG_STAND_IN);
}

function nodePackage(root) {
  const dir = path.join(root, 'node_modules', `node-${process.platform}-${process.arch}`);
  return existsSync(dir) ? dir : undefined;
}

function serverNode(root) {
  const dir = nodePackage(root);
  if (dir !== undefined) return path.join(dir, 'bin', 'node');
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  return fail(`VS Code's server needs Node 24 on ${process.platform}-${process.arch}: run this with Node 24, or set VSCODE_PATH to a desktop VS Code`);
}
