import { spawn } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

const CLI = path.resolve('dist/cli.js');
let built: Promise<string> | undefined;

/** Absolute path of `dist/cli.js`, built anew when a source is newer. */
export function builtCli(): Promise<string> {
  built ??= build();
  return built;
}

async function build(): Promise<string> {
  const names = await readdir('src', { recursive: true });
  const sources = [...names.map((name) => path.join('src', name)), 'package.json', 'esbuild.js'];
  const times = await Promise.all([CLI, ...sources].map((file) => stat(file).then(({ mtimeMs }) => mtimeMs, () => undefined)));
  const [cli, ...changed] = times;
  if (cli !== undefined && changed.every((time) => time === undefined || time < cli)) return CLI;
  const code = await new Promise((resolve) => {
    spawn(process.execPath, ['esbuild.js'], { stdio: 'inherit' }).on('close', resolve);
  });
  if (code !== 0) throw new Error(`esbuild.js ended with ${String(code)}`);
  return CLI;
}
