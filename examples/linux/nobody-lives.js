// Fails if a process lives whose command line has the word that the given log tells.
const { readdirSync, readFileSync } = require('node:fs');

const [, word] = /its command line has (\S+)/.exec(readFileSync(process.argv[2], 'utf8'));
const commandLine = (pid) => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // it has ended meanwhile
  }
};
const alive = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && commandLine(name).includes(word));
console.log(alive.length === 0 ? `nobody with ${word} lives` : `alive: ${alive.join(', ')}`);
process.exit(alive.length === 0 ? 0 : 1);
