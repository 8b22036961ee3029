import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import path from 'node:path';
import { Script } from 'node:vm';
import { userCacheDir } from '../machine';

type ModuleFunction = (exports: object, require: NodeJS.Require, module: object, file: string, dir: string) => void;

const HASH_BYTES = 32;

/**
 * Runs a bundle with the code that an earlier run has compiled, as Node itself can from version 22 on: a third of what a start
 * takes is compiling. The first run that ends well keeps it for the next ones, in this user's caches; whatever cannot be read or
 * written, or belongs to another bundle, is done without.
 * @param file absolute path of a CommonJS module that imports nothing dynamically
 */
export function runCompiled(file: string): void {
  const load = createRequire(file);
  if (process.env['NODE_DISABLE_COMPILE_CACHE']) {
    load(file);
    return;
  }
  const source = readFileSync(file);
  const cache = path.join(userCacheDir(), `${path.basename(file, '.js')}-${process.version}-${process.arch}.bin`);
  const compiled = readCompiled(cache, source);
  const script = new Script(Module.wrap(source.toString()), { filename: file, ...(compiled === undefined ? {} : { cachedData: compiled }) });
  // By then what a run needs has been compiled; with options of Node's own it would be compiled for those.
  if ((compiled === undefined || script.cachedDataRejected === true) && process.argv[2] === 'run' && process.execArgv.length === 0) {
    process.on('exit', (code) => {
      if (code === 0) keepCompiled(cache, source, script.createCachedData());
    });
  }
  const module = { exports: {} };
  (script.runInThisContext() as ModuleFunction)(module.exports, load, module, file, path.dirname(file));
}

/** V8 takes what it is given at its word: neither another bundle's nor damaged code may come to it. */
const hashOf = (source: Uint8Array, compiled: Uint8Array): Buffer => createHash('sha256').update(source).update(compiled).digest();

function readCompiled(cache: string, source: Uint8Array): Buffer | undefined {
  try {
    const bytes = readFileSync(cache);
    const compiled = bytes.subarray(HASH_BYTES);
    return hashOf(source, compiled).equals(bytes.subarray(0, HASH_BYTES)) ? compiled : undefined;
  } catch {
    return undefined;
  }
}

function keepCompiled(cache: string, source: Uint8Array, compiled: Uint8Array): void {
  const temporary = `${cache}.${process.pid}.tmp`;
  try {
    mkdirSync(path.dirname(cache), { recursive: true, mode: 0o700 });
    writeFileSync(temporary, Buffer.concat([hashOf(source, compiled), compiled]), { mode: 0o600 });
    renameSync(temporary, cache);
  } catch {
    discard(temporary);
  }
}

function discard(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // This program ends as it would have without.
  }
}
