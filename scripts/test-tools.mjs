// What the tests of real processes need on Linux, besides Node: programs that execution environments start, and daemons.
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { aptInstall } from './apt-get.mjs';
import { fail } from './fail.mjs';

const packages = { strace: 'strace', valgrind: 'valgrind', 'redis-server': 'redis-server', 'start-stop-daemon': 'dpkg' };

/** Makes sure they are there; ends the process with one line that names what is missing. */
export function testTools() {
  // Elsewhere these environments do not exist, and their tests say so.
  if (process.platform !== 'linux') return;
  const missing = () => Object.keys(packages).filter((program) => !isThere(program));
  const wanted = missing().map((program) => packages[program]);
  if (wanted.length > 0) aptInstall(...wanted);
  if (missing().length > 0) fail(`The tests need ${missing().join(' and ')}: apt-get install -y ${wanted.join(' ')} (as root)`);
}

/** Some are kept from those who are not root. */
const SYSTEM_FOLDER = '/usr/sbin';

const isThere = (program) => [...(process.env.PATH ?? '').split(path.delimiter), SYSTEM_FOLDER].some((folder) => {
  try {
    accessSync(path.join(folder, program), constants.X_OK);
    return true;
  } catch {
    return false;
  }
});
