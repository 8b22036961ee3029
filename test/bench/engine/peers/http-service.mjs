// A server for the length of one call: start, polling by TCP every 5 ms, and stop.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

export const serverCommand = (port) => JSON.parse(process.env.SERVER).map((word) => word.replace('PORT', String(port)));

export async function withServer(use) {
  const port = await freePort();
  const [program, ...args] = serverCommand(port);
  const server = spawn(program, args, { stdio: 'ignore' });
  const ended = once(server, 'exit');
  try {
    while (!(await answers(port))) await sleep(5);
    return await use(port);
  } finally {
    server.kill('SIGTERM');
    await ended;
  }
}

export async function curl(port) {
  const child = spawn('curl', ['-fsS', `http://127.0.0.1:${port}/`], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk) => { text += chunk; });
  const [code] = await once(child, 'close');
  if (code !== 0 || text !== 'ready\n') throw new Error(`curl: exit code ${code}, ${text}`);
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => { socket.destroy(); resolve(true); });
    socket.on('error', () => resolve(false));
  });
}
