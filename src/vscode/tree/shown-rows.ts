interface Look<Node> {
  /** All that can be seen of a row, as one text. */
  row(node: Node): string;
  /** Always the same objects for the same rows; of the root where there is no node. */
  children(node: Node | undefined): readonly Node[];
  /** Of so many rows together a comparison would take longer than it saves. */
  isLarge(node: Node): boolean;
}

/**
 * What the editor was given. To refresh a row takes the rows below it from the editor until it has asked for them again, and
 * what is clicked on them meanwhile is called without its row: so nothing is refreshed that looks as it should.
 */
export class ShownRows<Node extends object> {
  readonly #rows = new WeakMap<Node, string>();
  readonly #children = new WeakMap<Node, readonly Node[]>();
  #roots: readonly Node[] | undefined;

  constructor(private readonly look: Look<Node>) {}

  gaveRow(node: Node): void {
    this.#rows.set(node, this.look.row(node));
  }

  gaveChildren(node: Node | undefined, children: readonly Node[]): void {
    if (node === undefined) this.#roots = children;
    else this.#children.set(node, children);
  }

  /** Of rows that may have changed, with all below them, those to refresh; `undefined`: everything. */
  outdated(nodes: readonly Node[] | undefined): readonly Node[] | undefined {
    if (nodes !== undefined) return nodes.flatMap((node) => this.#below(node));
    const roots = this.look.children(undefined);
    if (!same(this.#roots, roots)) return undefined;
    return roots.flatMap((node) => this.#below(node));
  }

  #below(node: Node): readonly Node[] {
    const row = this.#rows.get(node);
    // One that is not shown is read when it is asked for.
    if (row === undefined) return [];
    const shown = this.#children.get(node);
    if (!this.look.isLarge(node) && row === this.look.row(node)) {
      if (shown === undefined) return [];
      const children = this.look.children(node);
      if (same(shown, children)) return children.flatMap((child) => this.#below(child));
    }
    // What is collapsed is not asked for again.
    this.#children.delete(node);
    return [node];
  }
}

const same = <T>(a: readonly T[] | undefined, b: readonly T[]): boolean => a !== undefined && a.length === b.length && a.every((item, index) => item === b[index]);
