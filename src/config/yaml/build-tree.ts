import { isAlias, isMap, isScalar, isSeq, type Alias, type Document, type Node, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Path } from '../path';
import { removing, replacing } from '../fixes';
import { MOST_PROBLEMS, TOO_MANY_PROBLEMS } from '../most-problems';
import type { Problem } from '../problem';
import type { ProblemCode } from '../problem-codes';
import { aliasTargets } from './alias-targets';
import { MAX_ALIASED } from './anchors';
import type { ProblemDetails, TextFile } from './text-file';
import type { ListTree, MapTree, ScalarTree, Tree } from './tree';

const MAX_DEPTH = 64;
/** So far before its value a tag is looked for. */
const FARTHEST_TAG = 400;
/** A tag, and what may stand between it and its value. */
const TAG_BEFORE = /!\S*(?=\s)(?:\s|#[^\n]*(?=\n)|&\S+(?=\s))*$/;

/** The document is too deep, its aliases or its problems too many: nothing of it is built. */
export class LimitExceeded extends Error {
  /** @param told what was told before */
  constructor(readonly problem: Problem, readonly told: readonly Problem[] = []) {
    super(problem.message);
  }
}

/** Turns a parsed document into trees: aliases and merge keys followed, duplicate keys and custom tags told. */
export class TreeBuilder {
  readonly problems: Problem[] = [];
  private aliased = 0;
  private insideAlias = 0;
  private readonly open = new Set<Node>();
  private readonly targets: ReadonlyMap<Alias, Node>;

  constructor(private readonly file: TextFile, document: Document) {
    this.targets = aliasTargets(document);
  }

  private tell(problem: Problem): void {
    if (this.problems.length >= MOST_PROBLEMS) {
      const { file, range, path, severity } = problem;
      throw new LimitExceeded({ file, range, path, severity, code: 'too-many-problems', message: TOO_MANY_PROBLEMS }, this.problems);
    }
    this.problems.push(problem);
  }

  build(node: Node | null, path: Path, from?: number, offset = 0): Tree {
    const [start, rawEnd] = node?.range ?? [offset, offset];
    const limit = (code: ProblemCode, message: string): LimitExceeded =>
      new LimitExceeded(this.file.problem(start, Math.max(start + 1, Math.min(rawEnd, start + 1)), code, message, { path }));
    if (path.length > MAX_DEPTH) throw limit('too-deep', `Nested more than ${MAX_DEPTH} levels deep`);
    if (this.insideAlias > 0 && ++this.aliased > MAX_ALIASED) throw limit('too-many-aliases', `Aliases stand for more than ${MAX_ALIASED} nodes`);
    const place = { from: from ?? start, start, end: this.trimmed(start, rawEnd), path };
    if (!node) return { kind: 'scalar', value: null, text: '', ...place };
    this.checkTag(node, place.start, place.end, path);
    if (isAlias(node)) return this.alias(node, place);
    if (node.anchor === undefined || this.open.has(node)) return this.content(node, place);
    // An alias below it would be a part of itself.
    this.open.add(node);
    const built = this.content(node, place);
    this.open.delete(node);
    return built;
  }

  private content(node: Node, place: Omit<MapTree, 'kind' | 'entries'>): Tree {
    if (isMap<unknown, unknown>(node)) return this.map(node, place);
    if (isSeq<Node>(node)) return this.list(node, place);
    return this.scalar(node, place);
  }

  private alias(node: Alias, place: Omit<MapTree, 'kind' | 'entries'>): Tree {
    const target = this.targets.get(node);
    if (!target || this.open.has(target)) {
      this.badAlias(node, target !== undefined, place);
      return { kind: 'scalar', value: null, text: '', broken: true, ...place };
    }
    this.insideAlias++;
    this.open.add(target);
    // Problems of the anchor's content are told where the anchor is.
    const told = this.problems.length;
    const built = this.build(target, place.path, place.from);
    this.problems.length = told;
    this.open.delete(target);
    this.insideAlias--;
    return { ...built, from: place.from, start: place.start, end: place.end };
  }

  private badAlias({ source }: { readonly source: string }, ofItself: boolean, { start, end, path }: Omit<MapTree, 'kind' | 'entries'>): void {
    const tell = (message: string, details: ProblemDetails = {}): void => {
      this.tell(this.file.problem(start, end, 'bad-alias', message, { path, found: `*${source}`, ...details }));
    };
    if (ofItself) tell(`The alias *${source} contains itself`);
    else if (/^[\w-]+$/.test(source)) tell(`No anchor &${source} before this alias`, { expected: `&${source} above` });
    else {
      const quoted = JSON.stringify(`*${source}`);
      tell(`A text that starts with * must be quoted: ${quoted}`, { expected: 'quotes', fixes: [replacing(this.file, { start, end }, quoted, 'Put it in quotes')] });
    }
  }

  private map({ items: pairs, flow }: YAMLMap<unknown, unknown>, place: Omit<MapTree, 'kind' | 'entries'>): MapTree {
    const entries = new Map<string, Tree>();
    const merged: Tree[] = [];
    const keys = new Map<string, Node>();
    let end = place.start;
    for (const pair of pairs) {
      const key = pair.key as Node | null;
      const value = pair.value as Node | null;
      const from = key?.range?.[0] ?? value?.range?.[0] ?? place.start;
      if (isScalar(key) && key.value === '<<' || isScalar(key) && typeof key.value === 'symbol') {
        merged.push(this.build(value, [...place.path, '<<'], from));
        end = Math.max(end, merged.at(-1)?.end ?? 0);
        continue;
      }
      if (key && !isScalar(key)) {
        const message = isMap(key) ? 'A key must be a plain word: is an expression in a flow map unquoted? Write "${{ … }}" in quotes' : `A key must be a plain word; found ${isSeq(key) ? 'a list' : 'an alias'}`;
        this.tell(this.file.problem(from, this.trimmed(from, key.range?.[1] ?? from), 'bad-key', message, { path: place.path, expected: 'a plain word' }));
        continue;
      }
      const name = key && isScalar(key) ? (typeof key.value === 'string' ? key.value : key.source ?? String(key.value)) : '';
      const path = [...place.path, name];
      const first = keys.get(name);
      const keyEnd = key?.range?.[1] ?? from;
      if (key) this.checkTag(key, from, keyEnd, path);
      const tree = this.build(value, path, from, keyEnd);
      if (first?.range) {
        this.tell(this.file.problem(from, keyEnd, 'duplicate-key', `"${name}" is given twice`, {
          path, related: [{ range: this.file.range(first.range[0], first.range[1]), message: `"${name}" was first given here` }], ...removing(this.file, tree, 'Remove this one'),
        }));
      } else if (key) keys.set(name, key);
      end = Math.max(end, tree.end, keyEnd);
      if (!first) entries.set(name, tree);
    }
    for (const tree of merged) this.mergeKey(entries, tree);
    // To the brace; without one, what follows the last value is no part of it.
    return { kind: 'map', entries, ...place, end: flow === true && place.end > end && this.file.text[place.end - 1] === '}' ? place.end : end };
  }

  private mergeKey(entries: Map<string, Tree>, tree: Tree): void {
    if (tree.kind === 'map') {
      for (const [key, value] of tree.entries) if (!entries.has(key)) entries.set(key, value);
    } else if (tree.kind === 'list') for (const item of tree.items) this.mergeKey(entries, item);
    else if (tree.broken !== true) this.tell(this.file.at(tree, 'bad-merge', 'A merge key takes a map, or a list of maps', { expected: 'a map' }));
  }

  private list({ items: nodes, flow }: YAMLSeq<Node>, place: Omit<ListTree, 'kind' | 'items'>): ListTree {
    const items = nodes.map((node, index) => this.build(node, [...place.path, index], undefined, place.start));
    const last = items.at(-1)?.end ?? place.end;
    return { kind: 'list', items, ...place, end: flow === true && this.file.text[place.end - 1] === ']' ? place.end : Math.max(place.start, last) };
  }

  private scalar(node: Node, place: Omit<ScalarTree, 'kind' | 'value' | 'text'>): ScalarTree {
    const raw: unknown = isScalar(node) ? node.value : null;
    const value = raw === null || typeof raw === 'string' || typeof raw === 'number' || typeof raw === 'boolean' ? raw : String(raw);
    const source = isScalar(node) && (node.type === undefined || node.type === 'PLAIN') ? node.source : undefined;
    return { kind: 'scalar', value, text: source ?? (value === null ? '' : String(value)), ...place };
  }

  private checkTag(node: Node, from: number, to: number, path: Path): void {
    const tag: string | undefined = isAlias(node) ? undefined : node.tag;
    if (tag === undefined || /^tag:yaml\.org,2002:(str|int|float|bool|null|map|seq)$/.test(tag)) return;
    const before = this.file.text.slice(Math.max(0, from - FARTHEST_TAG), from);
    const mark = TAG_BEFORE.exec(before);
    const at = mark ? from - before.length + mark.index : from;
    const quotes = tag === '!' || /^![^!]/.test(tag) ? '; a text that starts with ! must be quoted' : '';
    this.tell(this.file.problem(at, to, 'custom-tag', `The tag ${tag} is not allowed: values are never built from tags${quotes}`, { path, found: tag }));
  }

  private trimmed(start: number, end: number): number {
    let at = Math.min(end, this.file.text.length);
    while (at > start && /\s/.test(this.file.text[at - 1] ?? '')) at--;
    return at;
  }
}
