// The one entry of every npm script: makes sure the dependencies are installed, then runs the task.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installDependencies } from './install.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
process.chdir(root);

const node = (script, ...args) => run(process.execPath, [script, ...args]);

function run(command, args) {
  const result = spawnSync(command, args, { stdio: 'inherit' });
  if (result.error) throw result.error;
  if (result.status !== 0) process.exit(result.status ?? 1);
}

const build = (...args) => node('esbuild.js', ...args);
const declarations = () => node('scripts/declarations.mjs');

const tasks = {
  build: (args) => { build(...args); declarations(); },
  watch: () => build('--watch'),
  demo: () => {
    build();
    node('dist/cli.js', 'run', 'examples/quickstart.experiment.yaml');
  },
  test: (args) => node('scripts/test.mjs', ...args),
  start: (args) => { build(); node('scripts/start.mjs', ...args); },
  package: () => {
    build('--production');
    declarations();
    node('node_modules/@vscode/vsce/vsce', 'package', '--no-dependencies');
  },
  bench: (args) => { build(); node('scripts/bench.mjs', ...args); },
  screenshots: (args) => { build(); node('scripts/screenshots.mjs', ...args); },
};

const [name, ...args] = process.argv.slice(2);
const task = tasks[name];
if (!task || !existsSync('package.json')) {
  console.error(`Unknown task '${name}'; one of: ${Object.keys(tasks).join(', ')}`);
  process.exit(2);
}
installDependencies();
await task(args);
