/** Between two flushes: the editor debounces refreshes by 200 ms, and every one that comes earlier starts that anew. */
const INTERVAL_MS = 250;
/** A plan is shown together with the first test case that starts. */
const SOON_MS = 150;
/** That a run is about to start is worth a row of its own only when it takes long. */
const LATE_MS = 500;
/** Above this many single rows the editor is faster with their parents. */
export const MANY = 500;
/** A large experiment's own row drags all its children along. */
const LARGE_INTERVAL_MS = 2000;

export interface GateClock {
  now(): number;
  /** Calls back after `ms`; the result cancels. */
  after(ms: number, call: () => void): () => void;
}

export interface Refreshed<Node> {
  /** `undefined` refreshes everything. */
  fire(nodes: readonly Node[] | undefined): void;
  parentOf(node: Node): Node | undefined;
  /** How many rows a refresh of this row brings along. */
  weight(node: Node): number;
}

export type Urgency = 'now' | 'soon' | 'late';
const DELAY: { readonly [urgency in Urgency]: number } = { now: 0, soon: SOON_MS, late: LATE_MS };

/** Collects rows to refresh; the first flush comes at once, then at most one every 250 ms; hidden rows are only marked. */
export class RefreshGate<Node extends object> {
  readonly #dirty = new Set<Node>();
  readonly #heavyAt = new WeakMap<Node, number>();
  #all = false;
  #visible = true;
  #last = -Infinity;
  #timer: { readonly at: number; readonly cancel: () => void } | undefined;

  constructor(private readonly target: Refreshed<Node>, private readonly clock: GateClock) {}

  mark(node: Node, urgency: Urgency = 'now'): void {
    this.#dirty.add(node);
    this.#schedule(urgency);
  }

  markAll(): void {
    this.#all = true;
    this.#schedule('now');
  }

  setVisible(visible: boolean): void {
    this.#visible = visible;
    if (visible && (this.#all || this.#dirty.size > 0)) this.#schedule('now');
  }

  /** What is marked and visible is refreshed now, whatever came before. */
  flush(): void {
    if (!this.#all && this.#dirty.size === 0) return;
    this.#timer?.cancel();
    this.#flush();
  }

  dispose(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #schedule(urgency: Urgency): void {
    if (!this.#visible) return;
    const now = this.clock.now();
    const at = Math.max(this.#last + INTERVAL_MS, now + DELAY[urgency]);
    if (this.#timer !== undefined && this.#timer.at <= at) return;
    this.#timer?.cancel();
    this.#timer = { at, cancel: this.clock.after(Math.max(0, at - now), () => this.#flush()) };
  }

  #flush(): void {
    this.#timer = undefined;
    if (!this.#visible) return;
    const now = this.clock.now();
    this.#last = now;
    if (this.#all) {
      this.#all = false;
      this.#dirty.clear();
      this.target.fire(undefined);
      return;
    }
    const ready = this.#ready(now);
    const covered = (node: Node): boolean => {
      const parent = this.target.parentOf(node);
      return parent !== undefined && (ready.has(parent) || covered(parent));
    };
    const nodes = [...ready].filter((node) => !covered(node));
    for (const node of nodes) this.#heavyAt.set(node, now);
    if (nodes.length > 0) this.target.fire(nodes);
    if (this.#dirty.size > 0) this.#schedule('now');
  }

  /** Takes what may be refreshed now; large rows wait for their turn. */
  #ready(now: number): Set<Node> {
    const waiting = [...this.#dirty].filter((node) => this.target.weight(node) > MANY && now - (this.#heavyAt.get(node) ?? -Infinity) < LARGE_INTERVAL_MS);
    const ready = new Set([...this.#dirty].filter((node) => !waiting.includes(node)));
    this.#dirty.clear();
    for (const node of waiting) this.#dirty.add(node);
    if (ready.size <= MANY) return ready;
    return new Set([...ready].map((node) => this.target.parentOf(node) ?? node));
  }
}
