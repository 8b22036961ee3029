// Installs packages of Debian where that is allowed.
import { spawnSync } from 'node:child_process';

/** @returns {boolean} whether apt-get has installed them; false as well where there is none, or where it may not be used. */
export function aptInstall(...packages) {
  if (process.platform !== 'linux' || spawnSync('apt-get', ['--version']).status !== 0) return false;
  const root = process.getuid?.() === 0;
  if (!root && spawnSync('sudo', ['-n', 'true']).status !== 0) return false;
  console.log(`Installing ${packages.join(', ')} (apt-get install) …`);
  const aptGet = (...args) => {
    const command = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', ...args];
    const [program, ...rest] = root ? command : ['sudo', '-n', ...command];
    return spawnSync(program, rest, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  };
  const install = () => aptGet('install', '-y', ...packages);
  // The package lists of a fresh machine are empty.
  return install() || (aptGet('update') && install());
}
