import { readdir, readFile } from 'node:fs/promises';

export interface Alive { readonly pid: number; readonly command: string }

/** Processes of this machine that have the text in their environment and are no zombies. Linux only. */
export async function aliveWith(text: string): Promise<readonly Alive[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(pids.map(async (pid) => {
    const [environ, cmdline, status] = await Promise.all(['environ', 'cmdline', 'stat'].map((file) => readFile(`/proc/${pid}/${file}`, 'latin1').catch(() => '')));
    const dead = /\) [ZX] /.test(status ?? '');
    return environ?.includes(text) === true && !dead ? [{ pid, command: (cmdline ?? '').replaceAll('\0', ' ').trim() }] : [];
  }));
  return found.flat();
}

/** Waits until no such process is left; what is left after half a minute, however busy the machine is, is returned. */
export async function survivors(text: string): Promise<readonly Alive[]> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const alive = await aliveWith(text);
    if (alive.length === 0 || Date.now() > deadline) return alive;
    // Whoever ends them needs the processor, too.
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
