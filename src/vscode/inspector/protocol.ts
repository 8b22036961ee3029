import * as z from 'zod/mini';

// What the inspector's page and the extension say to each other. Both sides check what they get.

const count = z.int().check(z.nonnegative());

/** As it was typed; empty: everything. */
const filter = z.object({ pattern: z.string(), test: z.string(), service: z.string(), text: z.string() });
export type FilterInput = Readonly<z.infer<typeof filter>>;

const fromPage = z.discriminatedUnion('kind', [
  /** The page is there, perhaps again. */
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('rows'), generation: count, from: count, count: count.check(z.maximum(1000)) }),
  z.object({ kind: z.literal('filter'), filter }),
  z.object({ kind: z.literal('select'), seq: count }),
  /** Where in the filtered list is the event? */
  z.object({ kind: z.literal('locate'), seq: count }),
  z.object({ kind: z.literal('goTo'), what: z.enum(['config', 'tree', 'log']), seq: count }),
  /** Puts tree and inspector at the moment after so many events. */
  z.object({ kind: z.literal('moment'), events: count }),
  z.object({ kind: z.literal('play') }),
  z.object({ kind: z.literal('pause') }),
  z.object({ kind: z.literal('now') }),
]);
export type FromPage = Readonly<z.infer<typeof fromPage>>;

const level = z.enum(['trace', 'debug', 'info', 'warn', 'error']);
const row = z.object({
  seq: count, offset: z.string(), clock: z.string(), type: z.string(), test: z.string(), service: z.string(), words: z.string(), level,
});
export type Row = Readonly<z.infer<typeof row>>;

const link = z.object({ seq: count, offset: z.string(), type: z.string(), words: z.string() });
/** An event in a chain of causes. */
export type Link = Readonly<z.infer<typeof link>>;

const receiver = z.object({ observer: z.string(), how: z.string(), took: z.string(), error: z.optional(z.string()) });
export type ReceiverRow = Readonly<z.infer<typeof receiver>>;

const details = z.object({
  kind: z.literal('details'), row, time: z.string(), json: z.string(),
  /** From the first cause down to the event's own. */
  causes: z.array(link), answers: z.array(link), moreAnswers: count,
  receivers: z.array(receiver),
  /** Why there are no receivers, or what their times are. */
  receiversNote: z.string(),
  goTo: z.object({ config: z.optional(z.string()), tree: z.optional(z.string()), log: z.optional(z.string()) }),
});
export type Details = Readonly<z.infer<typeof details>>;

const mark = z.object({ at: z.number(), bad: z.boolean(), label: z.string() });
/** A place on the slider, from 0 to 1. */
export type SliderMark = Readonly<z.infer<typeof mark>>;

const head = z.object({
  kind: z.literal('head'), title: z.string(), status: z.string(), live: z.boolean(), notes: z.array(z.string()),
  tests: z.array(z.string()), services: z.array(z.string()), types: z.array(z.string()),
  /** Whether the run's past can be shown. */
  scrubs: z.boolean(), marks: z.array(mark), total: count,
});
export type Head = Readonly<z.infer<typeof head>>;

const list = z.object({
  kind: z.literal('list'), generation: count, count, total: count,
  /** Of a filter that is being applied: how much has been looked at, from 0 to 1. */
  progress: z.optional(z.number()),
});
export type List = Readonly<z.infer<typeof list>>;

const filterState = z.object({ kind: z.literal('filterState'), filter, problem: z.optional(z.string()), meant: z.optional(z.string()) });
export type FilterState = Readonly<z.infer<typeof filterState>>;

const moment = z.object({ kind: z.literal('moment'), events: z.optional(count), seq: z.optional(count), label: z.string(), playing: z.boolean() });
export type Moment = Readonly<z.infer<typeof moment>>;

const toPage = z.discriminatedUnion('kind', [
  head, list, filterState, details, moment,
  z.object({ kind: z.literal('rows'), generation: count, from: count, rows: z.array(row) }),
  z.object({ kind: z.literal('place'), generation: count, index: z.optional(count), seq: count }),
]);
export type ToPage = Readonly<z.infer<typeof toPage>>;

/** Undefined for what is no message of the page's. */
export const readFromPage = (message: unknown): FromPage | undefined => fromPage.safeParse(message).data;

/** Undefined for what is no message of the extension's. */
export const readToPage = (message: unknown): ToPage | undefined => toPage.safeParse(message).data;
