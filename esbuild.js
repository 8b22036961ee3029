// Bundles everything that ships into dist/: one file for each process, no node_modules.
const { mkdirSync, writeFileSync } = require('node:fs');
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
  { ...common, plugins: [sourcesWithoutSideEffects()], target: 'node20', external: ['vscode', './engine-bundle'], supported: { 'dynamic-import': false }, entryPoints: { extension: 'src/extension.ts' } },
  // Read by the extension on first use: activation must not wait for so much code.
  { ...common, target: 'node20', entryPoints: { 'engine-bundle': 'src/vscode/engine-bundle.ts' } },
  { ...common, target: 'node20', entryPoints: { supervisor: 'src/supervisor/main.ts', worker: 'src/workers/worker.ts' } },
  { ...common, target: 'es2022', platform: 'browser', format: 'iife', entryPoints: { inspector: 'src/vscode/inspector/page/main.ts', 'inspector-style': 'src/vscode/inspector/page/inspector.css' } },
  { ...common, target: 'node20', entryPoints: { cli: 'src/cli/entry.ts' }, banner: { js: '#!/usr/bin/env node' } },
  // Kept as compiled code, which cannot import.
  { ...common, target: 'node20', external: ['./import-module'], entryPoints: { 'cli-main': 'src/cli/main.ts' } },
  { ...common, target: 'node20', entryPoints: { 'import-module': 'src/plugins/import-module.ts' } },
  // What other programs import: the names of classes are seen in their reports.
  ...library('cjs', '.js'), ...library('esm', '.mjs'),
];

function library(format, extension) {
  const shared = { ...common, plugins: [sourcesWithoutSideEffects()], target: 'node20', minify: false, format, outExtension: { '.js': extension } };
  // The kit holds what was written for `require`: the reader of YAML.
  const banner = format === 'esm' ? { js: "import { createRequire as requireOfKit } from 'node:module';\nconst require = requireOfKit(import.meta.url);" } : {};
  return [{ ...shared, entryPoints: { index: 'src/index.ts' } }, { ...shared, banner, entryPoints: { testing: 'src/testing.ts' } }];
}

/**
 * Only for bundles in which no module is lazy: what they do not use is left out of them. Said of all, as "sideEffects" in
 * package.json would, it makes esbuild skip the initialisation of modules that a dynamic import has made lazy.
 */
function sourcesWithoutSideEffects() {
  const resolving = Symbol('resolving');
  return {
    name: 'sources without side effects',
    setup(build) {
      build.onResolve({ filter: /^\./ }, async ({ path, pluginData, ...rest }) => {
        if (pluginData === resolving) return undefined;
        const { path: found, errors, external } = await build.resolve(path, { ...rest, pluginData: resolving });
        return errors.length > 0 ? { errors } : { path: found, external, sideEffects: false };
      });
    },
  };
}

/** The schema that editors complete by comes from the source of the validator. */
async function writeJsonSchema() {
  const { outputFiles: [{ text }] } = await esbuild.build({ ...common, minify: false, sourcemap: false, write: false, entryPoints: ['src/config/schema/json-schema.ts'] });
  const module = { exports: {} };
  new Function('module', 'exports', 'require', text)(module, module.exports, require);
  mkdirSync('dist', { recursive: true });
  writeFileSync('dist/experiment.schema.json', `${JSON.stringify(module.exports.experimentJsonSchema())}\n`);
}

async function main() {
  const contexts = await Promise.all(bundles.map((bundle) => esbuild.context(bundle)));
  await writeJsonSchema();
  await Promise.all(contexts.map((context) => (watch ? context.watch() : context.rebuild())));
  if (watch) console.log('Watching; Ctrl-C ends.');
  else await Promise.all(contexts.map((context) => context.dispose()));
}

module.exports = { bundles };
if (require.main === module) main().catch((error) => {
  if (!(error instanceof Error && 'errors' in error)) console.error(error);
  process.exit(1);
});
