// The limit: a loop that spawns COUNT times /bin/true, PARALLEL at once, stdout and stderr to two files each.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';

const [dir, count, parallel] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
mkdirSync(dir, { recursive: true });
let next = 0;
let done = 0;
await Promise.all(Array.from({ length: parallel }, async () => {
  while (next < count) {
    const name = `${dir}/${next++}`;
    const files = [openSync(`${name}.stdout.log`, 'w'), openSync(`${name}.stderr.log`, 'w')];
    const child = spawn('/bin/true', [], { stdio: ['ignore', ...files] });
    files.forEach((file) => closeSync(file));
    const [code] = await once(child, 'close');
    if (code === 0) done += 1;
  }
}));
console.log(done);
