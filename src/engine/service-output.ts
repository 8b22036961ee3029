import { followFile } from '../supervisor';
import { OVER } from './limits';
import type { FollowedOutput, OutputFile, PublishOutput } from './output-file';
import type { Clock } from './step-context';

const LONGEST_WAIT_MS = 50;
/** Whoever reads what an event speaks of holds so much in memory. */
const MOST_BYTES = 4 * 1024 * 1024;

/** Tells how a service's log files grow, at most once per 50 ms or 4 MiB and stream; never the text itself. */
export class ServiceOutput implements FollowedOutput {
  readonly #streams: readonly StreamOutput[];

  constructor(files: readonly OutputFile[], clock: Clock, publish: PublishOutput) {
    this.#streams = files.map((file) => new StreamOutput(file, clock, publish));
  }

  async close(isEmpty = false): Promise<void> {
    await Promise.all(this.#streams.map((stream) => stream.close(isEmpty)));
  }
}

class StreamOutput {
  readonly #follower: ReturnType<typeof followFile>;
  #from: number;
  #to: number;
  #lines = 0;
  #last = -Infinity;
  #waiting = false;
  readonly #closed = new AbortController();

  constructor(
    private readonly of: OutputFile, private readonly clock: Clock, private readonly publish: PublishOutput,
  ) {
    this.#from = this.#to = of.from;
    this.#follower = followFile(of.path, (chunk) => this.#add(chunk), { offset: of.from, atOnce: false });
  }

  async close(isEmpty: boolean): Promise<void> {
    try {
      if (!isEmpty) await this.#follower.drain();
    } finally {
      await this.#follower.close();
      this.#closed.abort(OVER);
      this.#flush();
    }
  }

  #add(chunk: Buffer): void {
    this.#to += chunk.length;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) this.#lines += 1;
    const rest = this.#last + LONGEST_WAIT_MS - this.clock.now();
    if (this.#to - this.#from >= MOST_BYTES || rest <= 0) this.#flush();
    else if (!this.#waiting) {
      this.#waiting = true;
      this.clock.sleep(rest, this.#closed.signal).then(() => this.#flush(), () => undefined).finally(() => (this.#waiting = false));
    }
  }

  #flush(): void {
    if (this.#to === this.#from) return;
    const { stream, file } = this.of;
    this.publish({ type: 'service.output', stream, file, from: this.#from, to: this.#to, lines: this.#lines });
    this.#from = this.#to;
    this.#lines = 0;
    this.#last = this.clock.now();
  }
}
