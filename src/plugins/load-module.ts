import { stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf } from '../events';
import { importModule } from './import-module';
import { withinMs } from './within-ms';

export type ModuleExports = { readonly [name: string]: unknown };

const JAVASCRIPT = ['.js', '.mjs', '.cjs'];
const TYPESCRIPT = ['.ts', '.mts', '.cts'];
export const MODULE_ENDINGS: readonly string[] = [...JAVASCRIPT, ...TYPESCRIPT];
export const LOAD_LIMIT_MS = 30_000;

interface LoadOptions {
  /** Above 0: what was loaded before with a smaller number is read again from disk. */
  readonly generation?: number;
  readonly limitMs?: number;
}

/**
 * Loads a module of the user's: an ES module, CommonJS, or TypeScript where Node can run it.
 * @param file absolute.
 * @throws Error with one line that says what is wrong with it.
 */
export async function loadModule(file: string, { generation = 0, limitMs = LOAD_LIMIT_MS }: LoadOptions = {}): Promise<ModuleExports> {
  await refuseOthers(file);
  if (generation > 0) forget(file);
  const { href } = pathToFileURL(file);
  try {
    // A module that waits for ever at its top would otherwise end this process without a word.
    return await withinMs(importModule(generation > 0 ? `${href}?reload=${generation}` : href), limitMs, 'it did not load');
  } catch (error) {
    throw new Error(`cannot be loaded: ${messageOf(error)}${error instanceof SyntaxError ? `; 'node --check ${path.basename(file)}' shows where` : ''}`, { cause: error });
  }
}

async function refuseOthers(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) throw new Error('there is no such file');
  const ending = path.extname(file);
  if (!found.isFile() || !MODULE_ENDINGS.includes(ending)) throw new Error(`is not JavaScript: expected a file that ends in ${JAVASCRIPT.join(', ')}, or ${TYPESCRIPT.join(', ')}`);
  if (TYPESCRIPT.includes(ending) && !runsTypeScript()) {
    throw new Error(`is TypeScript, which Node ${process.versions.node} cannot run by itself: use Node 22.18 or later, or build it to JavaScript and name that file`);
  }
}

/** Node strips the types by itself. */
export const runsTypeScript = (): boolean => Boolean(Reflect.get(process.features, 'typescript'));

/** A CommonJS module and what it required, but for packages, is read again the next time. */
function forget(file: string): void {
  const { cache } = createRequire(file);
  const open = [file];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const known = cache[id];
    if (known === undefined) continue;
    Reflect.deleteProperty(cache, id);
    open.push(...known.children.map((child) => child.id).filter((child) => !child.includes(`${path.sep}node_modules${path.sep}`)));
  }
}

/**
 * The default export, also of what compilers make of an ES module in CommonJS.
 * @throws Error that begins with what was expected.
 */
export function defaultExport(module: ModuleExports, expected: string): object {
  const direct = module['default'];
  const found = isObject(direct) && '__esModule' in direct ? (direct as ModuleExports)['default'] : direct;
  if (isObject(found)) return found;
  const names = Object.keys(module).filter((key) => key !== 'default' && key !== 'module.exports');
  throw new Error(`${expected}, found ${found === undefined ? `none${names.length > 0 ? `, but the exports ${names.join(', ')}` : ''}` : found === null ? 'null' : `a ${typeof found}`}`);
}

const isObject = (value: unknown): value is object => (typeof value === 'object' && value !== null) || typeof value === 'function';
