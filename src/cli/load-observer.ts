import path from 'node:path';
import { BUILT_IN_TYPES, compilePattern, didYouMean, handlerName, messageOf, type ObserverLike } from '../events';
import { defaultExport, loadModule } from '../plugins';
import { UsageError } from './usage-error';

/** What a module of the user's gives to listen with. */
export interface LoadedObserver {
  /** Absolute path of the module. */
  readonly file: string;
  readonly observer: ObserverLike;
  readonly patterns: readonly string[];
  /** It has a queue, which may be full. */
  readonly queues: boolean;
  /** What is probably a slip in it. */
  readonly notes: readonly string[];
}

const HANDLERS: readonly string[] = ['onEvent', 'onEventAsync', ...BUILT_IN_TYPES.map(handlerName)];
const EXPECTED = 'expected a default export that is an observer object, its class, or a function';

/**
 * Loads a JavaScript module (ES module or CommonJS) whose default export is an observer, its class, or a function.
 * @throws UsageError that names the file and what is wrong with it.
 */
export async function loadObserver(name: string, cwd: string): Promise<LoadedObserver> {
  const file = path.resolve(cwd, name);
  const fail = (reason: string): never => { throw new UsageError(`${name}: ${reason}`); };
  const found = await load(file, fail);
  if (typeof found === 'function' && !isClass(found)) return { file, observer: found as (event: unknown) => void, patterns: ['**'], queues: false, notes: [] };
  const observer = typeof found === 'function' ? construct(found, fail) : found;
  const methods = methodsOf(observer);
  const unheard = methods.filter((method) => /^on[A-Z]/.test(method) && !HANDLERS.includes(method) && method !== 'onGap');
  if (!methods.some((method) => HANDLERS.includes(method))) {
    fail(`${EXPECTED}; found an object without onEvent, onEventAsync or a method for a type of event, as onTestCaseFinished is one${hint(unheard)}`);
  }
  return {
    file, observer: observer as ObserverLike, patterns: interestsOf(observer, fail), queues: methods.includes('onEventAsync'),
    notes: unheard.map((method) => `${name}: no event is told to ${method}.${didYouMean(method, HANDLERS)}`),
  };
}

async function load(file: string, fail: (reason: string) => never): Promise<object> {
  try {
    return defaultExport(await loadModule(file), EXPECTED);
  } catch (error) {
    return fail(messageOf(error));
  }
}

const isObject = (value: unknown): value is object => (typeof value === 'object' && value !== null) || typeof value === 'function';
const isClass = (value: object): boolean => /^class\b/.test(Function.prototype.toString.call(value));

function construct(found: object, fail: (reason: string) => never): object {
  try {
    return Reflect.construct(found as new () => object, []) as object;
  } catch (error) {
    return fail(`its class cannot be constructed: ${messageOf(error)}`);
  }
}

/** Names of its own and inherited methods, but those that every object has. */
function methodsOf(observer: object): readonly string[] {
  const names = new Set<string>();
  for (let owner: unknown = observer; isObject(owner) && owner !== Object.prototype; owner = Object.getPrototypeOf(owner)) {
    for (const name of Object.getOwnPropertyNames(owner)) {
      if (typeof Object.getOwnPropertyDescriptor(owner, name)?.value === 'function') names.add(name);
    }
  }
  return [...names];
}

function interestsOf(observer: object, fail: (reason: string) => never): readonly string[] {
  const interests: unknown = Reflect.get(observer, 'interests');
  if (interests === undefined) return ['**'];
  try {
    const patterns: unknown = typeof interests === 'function' ? Reflect.apply(interests, observer, []) : interests;
    if (!Array.isArray(patterns) || !patterns.every((pattern): pattern is string => typeof pattern === 'string')) {
      throw new TypeError("expected a method that returns a list of patterns, as in ['test_case.*']");
    }
    patterns.forEach(compilePattern);
    return patterns;
  } catch (error) {
    return fail(`interests: ${messageOf(error)}`);
  }
}

const hint = (unheard: readonly string[]): string => unheard.map((method) => `; no event is told to ${method}.${didYouMean(method, HANDLERS)}`).join('');
