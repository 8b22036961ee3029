// Bundles everything that ships into dist/: one file for each process, no node_modules.
const esbuild = require('esbuild');

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true, platform: 'node', format: 'cjs', outdir: 'dist', logLevel: 'warning',
  minify: production, sourcemap: production ? false : 'linked', mainFields: ['module', 'main'],
};
const bundles = [
  // VS Code's extension host runs newer code than the machine's own Node may.
  { ...common, target: 'node20', external: ['vscode', './engine-bundle'], supported: { 'dynamic-import': false }, entryPoints: { extension: 'src/extension.ts' } },
  // Read by the extension on first use: activation must not wait for so much code.
  { ...common, target: 'node20', entryPoints: { 'engine-bundle': 'src/vscode/engine-bundle.ts' } },
  { ...common, target: 'node20', entryPoints: { supervisor: 'src/supervisor/main.ts', worker: 'src/workers/worker.ts' } },
  { ...common, target: 'node20', entryPoints: { cli: 'src/cli/main.ts' }, banner: { js: '#!/usr/bin/env node' } },
];

async function main() {
  const contexts = await Promise.all(bundles.map((bundle) => esbuild.context(bundle)));
  await Promise.all(contexts.map((context) => (watch ? context.watch() : context.rebuild())));
  if (watch) console.log('Watching; Ctrl-C ends.');
  else await Promise.all(contexts.map((context) => context.dispose()));
}

main().catch((error) => {
  if (!(error instanceof Error && 'errors' in error)) console.error(error);
  process.exit(1);
});
