// Starts something that lives for long, in the way it is told to, and lives itself until it is stopped.
const { spawn } = require('node:child_process');

const HOURS = "setInterval(() => {}, 1000); console.log('left', process.argv[1])";
const word = `marked-${process.pid}-${Date.now()}`;
const ways = {
  'a child': {},
  'a session of its own': { detached: true },
  'a grandchild without an environment': { detached: true, env: {} },
};

console.log(`its command line has ${word}`);
const child = spawn(process.execPath, ['-e', HOURS, word], { stdio: ['ignore', 'pipe', 'ignore'], ...ways[process.argv[2]] });
child.stdout.once('data', () => console.log('up'));
process.on('SIGTERM', () => process.exit(0));
