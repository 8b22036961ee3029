// Finds a Chromium, or installs Debian's where that is allowed.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fail } from './fail.mjs';

const places = [
  process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const found = () => places.find((place) => place !== undefined && existsSync(place));

/** @returns {string} the path of a Chromium or Chrome; ends the process when there is none and none can be installed. */
export function chromiumPath() {
  return found() ?? install() ?? fail('Chromium is missing: apt-get install -y chromium (as root), or set CHROMIUM_PATH to a Chromium or Chrome');
}

function install() {
  if (process.platform !== 'linux' || spawnSync('apt-get', ['--version']).status !== 0) return undefined;
  const root = process.getuid?.() === 0;
  if (!root && spawnSync('sudo', ['-n', 'true']).status !== 0) return undefined;
  console.log('Installing Chromium (apt-get install chromium) …');
  const aptGet = (...args) => {
    const command = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', ...args];
    const [program, ...rest] = root ? command : ['sudo', '-n', ...command];
    return spawnSync(program, rest, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  };
  const install = () => aptGet('install', '-y', 'chromium');
  // The package lists of a fresh machine are empty.
  if (!install()) aptGet('update') && install();
  return found();
}
