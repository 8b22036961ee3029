// Bundles the benchmarks and runs them in a Node of their own; figures are ratios within one run.
import { spawnSync } from 'node:child_process';
import esbuild from 'esbuild';
import { installDependencies } from './install.mjs';

// The libraries that the delivery is measured against belong to the benchmarks alone.
installDependencies('test/bench');

await esbuild.build({
  entryPoints: ['test/bench/index.ts'], outfile: 'out/bench/index.cjs',
  bundle: true, platform: 'node', format: 'cjs', target: 'node20', logLevel: 'warning',
});
const { status } = spawnSync(process.execPath, ['--expose-gc', 'out/bench/index.cjs', ...process.argv.slice(2)], { stdio: 'inherit' });
process.exit(status ?? 1);
