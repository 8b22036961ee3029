// Tools that serve one test a call: `start-server-and-test`, or `concurrently` with `wait-on`, one call after another.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePort, serverCommand } from './http-service.mjs';

const [tool, waitOn] = process.argv.slice(2);
let done = 0;
for (let index = 0; index < Number(process.env.FEW); index += 1) {
  const port = await freePort();
  const server = serverCommand(port).join(' ');
  const curl = `curl -fsS http://127.0.0.1:${port}/`;
  const args = waitOn === undefined ? [server, `http-get://127.0.0.1:${port}/`, curl]
    : ['--kill-others', '--success', 'command-1', server, `${waitOn} http-get://127.0.0.1:${port}/ && ${curl}`];
  const child = spawn(tool, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk) => { text += chunk; });
  const [code] = await once(child, 'close');
  if (code === 0 && text.includes('ready')) done += 1;
  else console.error(text);
}
console.log(done);
