// What the test runners do in each of their tests.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export async function runTrue() {
  const child = spawn('/bin/true', [], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`exit code ${code}`);
}
