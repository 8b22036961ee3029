import { child, type Tree } from '../yaml/tree';

export interface PantherService {
  readonly name: string;
  readonly tree: Tree;
}

/** OmegaConf replaces it only when PANTHER reads the file. */
export const isInterpolated = (tree: Tree | undefined): boolean => tree?.kind === 'scalar' && tree.text.includes('${');

export const textAt = (tree: Tree | undefined, key: string): string | undefined => {
  const found = child(tree, key);
  return found?.kind === 'scalar' && found.value !== null && !isInterpolated(found) ? found.text : undefined;
};

/** A number, also in quotes. */
export const numberOf = (tree: Tree | undefined): number | undefined => {
  if (tree?.kind !== 'scalar') return undefined;
  if (typeof tree.value === 'number') return tree.value;
  return typeof tree.value === 'string' && /^\s*[-+]?\d+(?:\.\d+)?\s*$/.test(tree.value) ? Number(tree.value) : undefined;
};

/** The services of a test; those of a list, which is wrong, by their names. */
export const servicesOf = (test: Tree): readonly PantherService[] => {
  const services = child(test, 'services');
  if (services?.kind === 'map') return [...services.entries].map(([name, tree]) => ({ name, tree }));
  return services?.kind === 'list' ? services.items.map((tree, index) => ({ name: textAt(tree, 'name') ?? `services[${index}]`, tree })) : [];
};

/** Old files have role and target beside `protocol`, not in it. */
export const protocolPart = (service: Tree | undefined, key: 'role' | 'target'): Tree | undefined => child(child(service, 'protocol'), key) ?? child(service, key);

/** Old files say `wait: { duration: 60 }`. */
export const waitOf = (test: Tree): Tree | undefined => {
  const wait = child(child(test, 'steps'), 'wait');
  return child(wait, 'duration') ?? wait;
};

/** How long the test waits at least, in seconds. */
export const secondsOfWait = (test: Tree): number | undefined => {
  const seconds = numberOf(waitOf(test));
  return seconds !== undefined && seconds > 0 ? seconds : undefined;
};
