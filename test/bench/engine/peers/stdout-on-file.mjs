import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';

const [file, command] = process.argv.slice(2);
const child = spawn('sh', ['-c', command], { stdio: ['ignore', openSync(file, 'w'), 'inherit'] });
child.on('close', (code) => { process.exitCode = code; });
