import type { TracedDelivery } from '../../events';

/** That one observer received one event. */
export type Receipt = Omit<TracedDelivery, 'event'>;

/** Of so many runs, and so many receipts of each, the latest are kept: some 10 MB. */
const MOST_RUNS = 4;
const MOST_RECEIPTS = 50_000;

interface RunTrace {
  /** By `seq`, in the order in which they were delivered. */
  readonly events: Map<number, Receipt[]>;
  receipts: number;
  /** Of earlier events nothing is known any more. */
  from: number;
}

/** What was traced: who received which event, and how long that took. */
export class DeliveryTraces {
  readonly #runs = new Map<string, RunTrace>();

  constructor(private readonly most: { readonly runs: number; readonly receipts: number } = { runs: MOST_RUNS, receipts: MOST_RECEIPTS }) {}

  /** Who received this event, in their order; empty when its delivery was not traced, or that is forgotten. */
  receiptsOf(run: string, seq: number): readonly Receipt[] {
    return this.#runs.get(run)?.events.get(seq) ?? [];
  }

  /** Whether anything of this run was traced. */
  has(run: string): boolean {
    return this.#runs.has(run);
  }

  add(run: string, { event: { seq }, ...receipt }: TracedDelivery): void {
    const trace = this.#runs.get(run) ?? this.#begin(run);
    // An asynchronous observer may handle an event that is forgotten already.
    if (seq < trace.from) return;
    const receipts = trace.events.get(seq);
    if (receipts === undefined) trace.events.set(seq, [receipt]);
    else receipts.push(receipt);
    trace.receipts += 1;
    if (trace.receipts > this.most.receipts) forgetOldest(trace);
  }

  #begin(run: string): RunTrace {
    const trace: RunTrace = { events: new Map(), receipts: 0, from: 0 };
    this.#runs.set(run, trace);
    const [oldest] = this.#runs.keys();
    if (this.#runs.size > this.most.runs && oldest !== undefined) this.#runs.delete(oldest);
    return trace;
  }
}

function forgetOldest(trace: RunTrace): void {
  const [oldest] = trace.events;
  if (oldest === undefined) return;
  const [seq, receipts] = oldest;
  trace.events.delete(seq);
  trace.receipts -= receipts.length;
  trace.from = Math.max(trace.from, seq + 1);
}
