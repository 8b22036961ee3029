// The types of what other programs import: each entry in one file that needs neither the source nor another package.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import ts from 'typescript';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const EMITTED = path.join(root, 'out', 'declarations');
const STAMP = path.join(EMITTED, '.rolled-up');

/** The source of each entry and its declarations; a Node that imports a module asks for `.d.mts`. */
const ENTRIES = [
  { source: 'src/index.ts', files: ['dist/index.d.ts', 'dist/index.d.mts'] },
  { source: 'src/testing.ts', files: ['dist/testing.d.ts', 'dist/testing.d.mts'] },
  { source: 'src/vscode/api.ts', files: ['api.d.ts'] },
];

/** Writes the declarations of single modules; types are checked elsewhere. */
function emit() {
  rmSync(EMITTED, { recursive: true, force: true });
  const { config } = ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const program = ts.createProgram(ENTRIES.map(({ source }) => path.join(root, source)), {
    ...options, noEmit: false, declaration: true, emitDeclarationOnly: true, noCheck: true, rootDir: path.join(root, 'src'), outDir: EMITTED,
  });
  const { diagnostics, emitSkipped } = program.emit();
  if (emitSkipped || diagnostics.length > 0) throw new Error(ts.formatDiagnostics(diagnostics, ts.createCompilerHost(options)));
}

function rollUp({ source, files }) {
  const entry = path.join(EMITTED, source.replace(/^src\//, '').replace(/\.ts$/, '.d.ts'));
  const file = path.join(root, files[0]);
  mkdirSync(path.dirname(file), { recursive: true });
  const compilerOptions = { target: 'ES2022', module: 'ESNext', moduleResolution: 'Bundler', lib: ['ES2023'], types: ['node', 'vscode'], strict: true, skipLibCheck: true };
  const silent = { default: { logLevel: 'none' } };
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: root, mainEntryPointFilePath: entry, bundledPackages: ['eventemitter3'],
      compiler: { overrideTsconfig: { compilerOptions, files: [entry] } },
      dtsRollup: { enabled: true, untrimmedFilePath: file },
      apiReport: { enabled: false, reportFileName: 'none' }, docModel: { enabled: false }, tsdocMetadata: { enabled: false },
      messages: { extractorMessageReporting: silent, tsdocMessageReporting: silent, compilerMessageReporting: { default: { logLevel: 'error' } } },
    },
    configObjectFullPath: undefined, packageJsonFullPath: path.join(root, 'package.json'),
  });
  // Its remarks on the version of TypeScript are nobody's business here.
  const messageCallback = (message) => { message.handled = message.logLevel !== 'error'; };
  if (!Extractor.invoke(config, { localBuild: true, messageCallback }).succeeded) throw new Error(`${source} could not be rolled up`);
  const text = readFileSync(file, 'utf8');
  for (const copy of files.slice(1)) writeFileSync(path.join(root, copy), text);
}

/** Of everything that the result is made of. */
function stamp() {
  const hash = createHash('sha256').update(readFileSync(fileURLToPath(import.meta.url)));
  for (const name of readdirSync(EMITTED, { recursive: true, encoding: 'utf8' }).sort()) {
    if (name.endsWith('.d.ts')) hash.update(name).update(readFileSync(path.join(EMITTED, name)));
  }
  return hash.digest('hex');
}

const known = existsSync(STAMP) && ENTRIES.every(({ files }) => files.every((file) => existsSync(path.join(root, file)))) ? readFileSync(STAMP, 'utf8') : undefined;
emit();
const now = stamp();
if (now !== known) for (const entry of ENTRIES) rollUp(entry);
writeFileSync(STAMP, now);
