import { remembered } from '../../events';
import { includes } from './stable-json';
import type { TextFile } from '../yaml/text-file';
import { child, plain, type Tree } from '../yaml/tree';
import type { ProblemList } from './problem-list';
import type { Dependencies } from './read-service';
import { replacing } from '../fixes';
import type { Fix } from '../problem';

export interface FixedPort {
  readonly port: number;
  /** Undefined: any. */
  readonly protocol: string | undefined;
  readonly tree: Tree;
}
interface Service {
  readonly name: string;
  readonly tree: Tree;
  readonly dependsOn: Dependencies;
}

/** `8443:4443/udp`, an address before it. */
const PUBLISHED = /^(?:.*:)?(\d{1,5}):\d{1,5}(?:\/(\w+))?$/;

/** The ports of a service that are numbers, as far as they are known before the run. */
export const fixedPorts = (service: Tree, known: (tree: Tree) => unknown): readonly FixedPort[] => {
  const ports = child(service, 'ports');
  if (ports?.kind === 'map') {
    return [...ports.entries.values()].flatMap((tree) => {
      const port = Number(known(tree));
      return tree.kind === 'scalar' && Number.isInteger(port) && port > 0 ? [{ port, protocol: undefined, tree }] : [];
    });
  }
  if (ports?.kind !== 'list') return [];
  return ports.items.flatMap((tree) => {
    const [, port, protocol] = (tree.kind === 'scalar' ? PUBLISHED.exec(tree.text) : null) ?? [];
    return port === undefined ? [] : [{ port: Number(port), protocol, tree }];
  });
};

const clashes = (a: FixedPort, b: FixedPort): boolean =>
  a.port === b.port && (a.protocol === undefined || b.protocol === undefined || a.protocol === b.protocol);

/** Whether one of them starts only when the other has ended. */
const followsEnd = (a: Service, b: Service, all: ReadonlyMap<string, Service>): boolean => {
  const waits = (from: string, other: string): boolean => {
    const seen = new Set([from]);
    for (const one of seen) {
      for (const { service, condition } of all.get(one)?.dependsOn ?? []) {
        if (service === other && condition === 'ended') return true;
        if (service !== other) seen.add(service);
      }
    }
    return false;
  };
  return waits(a.name, b.name) || waits(b.name, a.name);
};

/** Whether no combination has both: a key of the matrix for which they want different values. */
const neverTogether = (a: Tree, b: Tree): boolean => {
  const [first, second] = [child(a, 'when'), child(b, 'when')];
  if (first?.kind !== 'map' || second?.kind !== 'map') return false;
  const values = (tree: Tree): readonly unknown[] => [plain(tree)].flat();
  return [...first.entries].some(([key, wanted]) => {
    const other = second.entries.get(key);
    return other !== undefined && !values(wanted).some((value) => values(other).some((one) => includes(one, value) || includes(value, one)));
  });
};

/** The numbers of a file that stand elsewhere than as the value of a key: that would be a port of a service. */
const numbersIn = remembered(({ text }: TextFile): ReadonlySet<number> => new Set([...text.matchAll(/(?<![\w"']:\s+)(?<!\d)\d{1,5}(?!\d)/g)].map(([number]) => Number(number))));

/** A free port instead, where nothing else of the file counts on the number. */
export const freePort = ({ tree, port }: FixedPort, { file }: ProblemList): { readonly fixes?: readonly Fix[] } => {
  if (tree.kind !== 'scalar' || !/^\d+$/.test(tree.text) || numbersIn(file).has(port)) return {};
  return { fixes: [replacing(file, tree, 'auto', 'Use a free port: auto')] };
};

/** The same number for two services that live at the same time. */
export const checkPorts = (services: readonly Service[], known: (tree: Tree) => unknown, list: ProblemList): void => {
  const byName = new Map(services.map((service) => [service.name, service]));
  const taken = new Map<number, { readonly one: FixedPort; readonly other: Service }[]>();
  for (const service of services) {
    const ports = fixedPorts(service.tree, known);
    for (const port of ports) {
      const earlier = taken.get(port.port)?.find(({ one, other }) => clashes(one, port) && !followsEnd(service, other, byName) && !neverTogether(service.tree, other.tree));
      if (!earlier) continue;
      list.at(port.tree, 'duplicate-port', `The port ${port.port} is taken twice in this test: by "${earlier.other.name}", and here by "${service.name}"`, {
        found: String(port.port), expected: 'auto, or another port', ...freePort(port, list),
        related: [{ range: list.file.range(earlier.one.tree.start, earlier.one.tree.end), message: `${port.port} is first taken here` }],
      });
    }
    for (const one of ports) {
      const all = taken.get(one.port) ?? [];
      taken.set(one.port, all);
      all.push({ one, other: service });
    }
  }
};
