import { isFreePort } from '../supervisor';
import type { PortSupply } from './port-supply';

/** By then the services of the test case that took one are being started, and nobody waits for us. */
const LATER_MS = 5;
const MOST = 16;
/** A disk that does not answer must not keep a run from its end. */
const CLOSE_MS = 1000;

/**
 * Has a port ready for each that was taken: while a test case runs, those of the next are reserved. Nobody waits for one
 * to be given back either.
 */
export class SparePorts implements PortSupply {
  readonly #spare: Promise<number | undefined>[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #givenBack = new Set<Promise<void>>();

  constructor(private readonly ports: PortSupply) {}

  async take(count: number): Promise<readonly number[]> {
    if (count !== 1) return this.ports.take(count);
    this.#reserveLater();
    for (let spare = this.#spare.shift(); spare !== undefined; spare = this.#spare.shift()) {
      const port = await spare;
      if (port === undefined) continue;
      // Somebody who asks for no reservation may have come meanwhile.
      if (await isFreePort(port)) return [port];
      await this.giveBack(port);
    }
    return this.ports.take(1);
  }

  async giveBack(port: number): Promise<void> {
    // A lock that cannot be removed is nobody's once this process has ended.
    const given: Promise<void> = this.ports.giveBack(port).catch(() => undefined).finally(() => this.#givenBack.delete(given));
    this.#givenBack.add(given);
  }

  /** Nothing is taken any more: nothing stays reserved either, though what takes long is not waited for. */
  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    const given = this.#spare.splice(0).map(async (spare) => {
      const port = await spare;
      if (port !== undefined) await this.giveBack(port);
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, CLOSE_MS)));
    await Promise.race([Promise.all(given).then(() => Promise.all(this.#givenBack)), late]);
    clearTimeout(timer);
  }

  #reserveLater(): void {
    if (this.#spare.length + this.#timers.size >= MOST) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      // Who takes it asks again.
      this.#spare.push(this.ports.take(1).then(([port]) => port, () => undefined));
    }, LATER_MS).unref();
    this.#timers.add(timer);
  }
}
