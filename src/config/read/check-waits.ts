import { dependencyUses, groupsOf } from '../rings';
import { parseDuration } from '../duration';
import type { Problem } from '../problem';
import { GROUP_KINDS } from '../schema/step';
import type { TextFile } from '../yaml/text-file';
import { child, type Tree } from '../yaml/tree';
import { replacing } from '../fixes';
import type { Dependencies } from './read-service';

/** What the engine gives where the file says nothing, in milliseconds. */
const TEST_MS = 600_000;
const READY_MS = 30_000;

export interface WaitParts {
  readonly test: Tree;
  readonly services: readonly { readonly name: string; readonly tree: Tree; readonly dependsOn: Dependencies }[];
  readonly steps: readonly Tree[];
}
interface Knowing {
  readonly file: TextFile;
  /** The value of a scalar; undefined while it is not known. */
  readonly known: (tree: Tree) => unknown;
  /** Whether a step or a service is there for certain. */
  readonly there: (tree: Tree) => boolean;
}

export const shown = (ms: number): string => (ms % 60_000 === 0 ? `${ms / 60_000} min` : ms < 1000 ? `${ms} ms` : `${ms / 1000} s`);

/** A problem at a time limit, or where it would stand, with one that is enough as its fix. */
export const tooShort = (file: TextFile, tree: Tree, least: number, message: string, limit: Tree | undefined): Problem => {
  const enough = `${Math.ceil(least / 1000 * 1.5)}s`;
  const fixes = limit?.kind === 'scalar' && !limit.text.includes('${{') ? { fixes: [replacing(file, limit, enough, `Allow ${enough}`)] } : {};
  return file.at(tree, 'wait-over-timeout', message, { severity: 'warning', found: shown(least), ...fixes });
};

/** Finds time limits that are over before what is waited for below them can be. */
export class WaitChecker {
  readonly problems: Problem[] = [];

  constructor(private readonly parts: WaitParts, private readonly knowing: Knowing) {}

  /** The least that the test takes, in milliseconds. */
  check(): number {
    const { test, services, steps } = this.parts;
    const starts = new Map<string, number>();
    const byName = new Map(services.map((service) => [service.name, service]));
    for (const name of groupsOf(dependencyUses(services)).flat()) {
      const service = byName.get(name);
      if (!service) continue;
      const before = service.dependsOn.reduce((most, one) => Math.max(most, one.condition === 'started' ? 0 : starts.get(one.service) ?? 0), 0);
      starts.set(name, before + (this.knowing.there(service.tree) ? this.ready(child(service.tree, 'ready')) : 0));
    }
    const ready = [...starts.values()].reduce((most, one) => Math.max(most, one), 0);
    const waits = steps.reduce((sum, step) => sum + this.step(step), 0);
    for (const { tree, name } of services) this.life(tree, name, waits);
    const limit = child(test, 'timeout');
    const given = limit && this.ms(limit);
    const least = ready + waits;
    if (least > (given ?? (limit ? Infinity : TEST_MS))) {
      this.tell(limit ?? child(test, 'steps') ?? test, least, `The test waits ${shown(least)} in all, its time limit is ${shown(given ?? TEST_MS)}${limit ? '' : ' unless "timeout" says otherwise'}`, limit);
    }
    return least;
  }

  private ms(tree: Tree | undefined): number | undefined {
    const value = tree && this.knowing.known(tree);
    return typeof value === 'string' || typeof value === 'number' ? parseDuration(value) : undefined;
  }

  /** The fixed time of what must hold, which its own limit must allow. */
  private ready(ready: Tree | undefined): number {
    const delay = this.ms(child(ready, 'delay')) ?? 0;
    const limit = child(ready, 'timeout');
    const most = this.ms(limit) ?? (limit ? Infinity : READY_MS);
    const place = limit ?? child(ready, 'delay');
    if (delay > most && place) this.tell(place, delay, `A delay of ${shown(delay)} is over after the time limit of ${shown(most)}${limit ? '' : ' that holds unless "timeout" says otherwise'}`, limit);
    return Math.min(delay, most);
  }

  private step(step: Tree): number {
    if (!this.knowing.there(step)) return 0;
    const wait = this.ms(child(step, 'wait')) ?? this.ready(child(step, 'wait_for'));
    const groups = GROUP_KINDS.map((kind) => ({ kind, list: child(step, kind) }));
    const below = groups.map(({ kind, list }) => {
      const times = list?.kind === 'list' ? list.items.map((item) => this.step(item)) : [];
      return kind === 'parallel' ? Math.max(0, ...times) : times.reduce((sum, time) => sum + time, 0);
    });
    const least = Math.max(wait, ...below);
    const limit = child(step, 'timeout');
    const most = this.ms(limit) ?? Infinity;
    if (limit && least > most) this.tell(limit, least, `The step waits ${shown(least)}, its time limit is ${shown(most)}`, limit);
    return Math.min(least, most);
  }

  /** A service that lives through all steps. */
  private life(service: Tree, name: string, waits: number): void {
    const limit = child(service, 'timeout');
    const most = this.ms(limit);
    if (!limit || most === undefined || waits <= most || !this.knowing.there(service) || child(service, 'expect_exit') || child(service, 'restart') || this.isEnded(name, this.parts.steps)) return;
    this.tell(limit, waits, `The steps wait ${shown(waits)}, but "${name}" may live ${shown(most)}`, limit);
  }

  private isEnded(name: string, steps: readonly Tree[]): boolean {
    return steps.some((step) => {
      const stopped = child(step, 'stop') ?? child(child(step, 'signal'), 'service');
      if (stopped?.kind === 'scalar' && (stopped.value === name || String(stopped.value).includes('${{'))) return true;
      return GROUP_KINDS.some((kind) => {
        const list = child(step, kind);
        return list?.kind === 'list' && this.isEnded(name, list.items);
      });
    });
  }

  private tell(tree: Tree, least: number, message: string, limit: Tree | undefined): void {
    this.problems.push(tooShort(this.knowing.file, tree, least, message, limit));
  }
}

/** Whether the answer may differ between combinations of the matrix. */
export const waitsDiffer = ({ services, steps, test }: WaitParts): boolean => {
  const below = (step: Tree): readonly Tree[] => GROUP_KINDS.flatMap((kind) => {
    const list = child(step, kind);
    return list?.kind === 'list' ? list.items : [];
  });
  const own = (tree: Tree): boolean => {
    if (child(tree, 'when')) return true;
    const times = [tree, child(tree, 'ready'), child(tree, 'wait_for')].flatMap((part) => ['wait', 'timeout', 'delay'].flatMap((key) => child(part, key) ?? []));
    return times.some((time) => time.kind === 'scalar' && typeof time.value === 'string' && /\$\{\{\s*matrix/.test(time.value)) || below(tree).some(own);
  };
  return [test, ...services.map(({ tree }) => tree), ...steps].some((tree) => own(tree));
};
