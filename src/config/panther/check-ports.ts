import type { ProblemList } from '../read/problem-list';
import { child, type Tree } from '../yaml/tree';
import type { PantherService } from './parts';

interface HostPorts {
  /** Undefined: all of the host. */
  readonly address: string | undefined;
  readonly protocol: string;
  readonly first: number;
  readonly last: number;
}

const FORM = /^(?:(\[[^\]]*\]|[^:]*):)?(\d+)(?:-(\d+))?:\d+(?:-\d+)?(?:\/(\w+))?$/;
const EVERYWHERE = ['', '0.0.0.0', '[::]'];
const HIGHEST = 65_535;
/** Nobody publishes more ranges; what comes after them is not compared. */
const MOST_RANGES = 200;

/** `host:container`, with an address, a range and a protocol as Docker has them; a container's port alone gets a free one. */
const hostPorts = (place: Tree): HostPorts | undefined => {
  const [, address, first, last, protocol = 'tcp'] = place.kind === 'scalar' ? FORM.exec(place.text) ?? [] : [];
  if (first === undefined || Number(first) > HIGHEST || Number(last ?? first) > HIGHEST) return undefined;
  return { address: address === undefined || EVERYWHERE.includes(address) ? undefined : address, protocol: protocol.toLowerCase(), first: Number(first), last: Number(last ?? first) };
};

interface Taken {
  readonly port: number;
  readonly by: Tree;
}

const sameAddress = (one: string | undefined, other: string | undefined): boolean => one === undefined || other === undefined || one === other;

/** Who has published which port of one protocol, on which address. */
class Published {
  private readonly single = new Map<number, Map<string | undefined, Tree>>();
  private readonly ranges: (HostPorts & { readonly by: Tree })[] = [];

  /** The port that somebody else has, or undefined: it was free and is taken now. */
  take(own: HostPorts, place: Tree): Taken | undefined {
    const range = own.first !== own.last;
    if (range && this.ranges.length >= MOST_RANGES) return undefined;
    const taken = this.inRange(own) ?? (range ? this.within(own) : this.at(own.first, own.address));
    if (range) this.ranges.push({ ...own, by: place });
    else if (!taken) this.single.set(own.first, (this.single.get(own.first) ?? new Map<string | undefined, Tree>()).set(own.address, place));
    return taken;
  }

  private at(port: number, address: string | undefined): Taken | undefined {
    const here = this.single.get(port);
    const [any] = here?.values() ?? [];
    const by = address === undefined ? any : here?.get(address) ?? here?.get(undefined);
    return by && { port, by };
  }

  private within({ first, last, address }: HostPorts): Taken | undefined {
    for (const port of this.single.keys()) {
      const taken = port >= first && port <= last ? this.at(port, address) : undefined;
      if (taken) return taken;
    }
    return undefined;
  }

  private inRange({ first, last, address }: HostPorts): Taken | undefined {
    const range = this.ranges.find((other) => first <= other.last && other.first <= last && sameAddress(address, other.address));
    return range && { port: Math.max(first, range.first), by: range.by };
  }
}

/** A port of the host can be published once. */
export const checkPorts = (services: readonly PantherService[], list: ProblemList): void => {
  const published = new Map<string, Published>();
  for (const { tree } of services) {
    const ports = child(tree, 'ports');
    for (const place of ports?.kind === 'list' ? ports.items : []) {
      const own = hostPorts(place);
      if (!own) continue;
      const ofProtocol = published.get(own.protocol) ?? new Published();
      published.set(own.protocol, ofProtocol);
      const taken = ofProtocol.take(own, place);
      if (!taken) continue;
      const { port, by } = taken;
      list.at(place, 'duplicate-port', `The host port ${port} is taken twice in this test`, { found: String(port), related: [{ range: list.file.range(by.start, by.end), message: `${port} is first taken here` }] });
    }
  }
};
