import type { ExperimentEvent } from '../../events';
import type { IndexedJournal, RunState } from '../../results';
import { l10n } from '../l10n';
import { answersTo, causesOf } from './causes';
import { checkPattern } from './event-filter';
import { EventRows } from './event-rows';
import { FilteredEvents } from './filtered-events';
import { Moments, type PastMoment, type Timers } from './moments';
import { NO_FILTER } from './no-filter';
import type { FilterInput, FromPage, ReceiverRow, ToPage } from './protocol';
import { sliderMarks } from './slider-marks';

/** Between two looks at what has come. */
const UPDATE_MS = 250;
const MOST_NAMES = 1000;
const MOST_NOTES = 20;
const MOST_JSON = 50_000;

/** An event that somebody wants to see elsewhere. */
export interface Found {
  readonly position: number;
  readonly event: ExperimentEvent;
  /** The run's last known state. */
  readonly state: RunState;
}

/** What an inspection needs of the window. */
export interface InspectionHost {
  title(): string;
  send(message: ToPage): void;
  receivers(event: ExperimentEvent): { readonly receivers: readonly ReceiverRow[]; readonly note: string };
  /** Labels of the places it can go to from here. */
  places(found: Found): Promise<{ readonly config?: string; readonly tree?: string; readonly log?: string }>;
  goTo(what: 'config' | 'tree' | 'log', found: Found): Promise<void>;
  /** Puts the tree at a moment of the past, or back to now. */
  showMoment(moment: PastMoment | undefined): void;
  /** What went wrong while the page was served. */
  failed(error: unknown): void;
}

/** The extension's side of one inspector: holds what the page shows, and answers its messages. */
export class Inspection {
  readonly moments: Moments;
  readonly #rows: EventRows;
  #filter: FilterInput = NO_FILTER;
  #filtered: FilteredEvents;
  #generation = 0;
  #selected: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #sent = -Infinity;
  readonly #grew = (): void => this.#soon();

  constructor(private readonly journal: IndexedJournal, private readonly host: InspectionHost, timers: Timers) {
    this.#rows = new EventRows(journal.index);
    this.#filtered = new FilteredEvents(journal, NO_FILTER, () => this.#soon());
    this.moments = new Moments(journal, timers, (moment) => {
      host.showMoment(moment);
      this.#sendMoment();
    });
    journal.on('grew', this.#grew);
  }

  get filter(): FilterInput {
    return this.#filter;
  }

  /** Never throws: what goes wrong is told to the host. */
  async hear(message: FromPage): Promise<void> {
    try {
      await this.#answer(message);
    } catch (error) {
      this.host.failed(error);
    }
  }

  /** Also from outside, as when a row of the tree was chosen. */
  setFilter(filter: FilterInput): void {
    this.#filtered.close();
    this.#filter = filter;
    this.#generation += 1;
    this.#filtered = new FilteredEvents(this.journal, filter, () => this.#soon());
    this.#sendFilter();
    this.#sendList();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.journal.off('grew', this.#grew);
    this.#filtered.close();
    if (this.moments.current !== undefined) this.moments.backToNow();
    else this.moments.pause();
  }

  async #answer(message: FromPage): Promise<void> {
    switch (message.kind) {
      case 'ready': return this.#sendAll();
      case 'rows': return this.#sendRows(message.generation, message.from, message.count);
      case 'filter': return this.setFilter(message.filter);
      case 'select': {
        this.#selected = message.seq;
        return this.#sendDetails(message.seq);
      }
      case 'locate': return this.#sendPlace(message.seq);
      case 'goTo': {
        const found = await this.#find(message.seq);
        return found === undefined ? undefined : this.host.goTo(message.what, found);
      }
      case 'moment': {
        if (this.moments.playing) this.moments.pause();
        return this.moments.goTo(message.events);
      }
      case 'play': return this.moments.play();
      case 'pause': return this.moments.pause();
      case 'now': return this.moments.backToNow();
      default: return message satisfies never;
    }
  }

  async #sendAll(): Promise<void> {
    this.#sendHead();
    this.#sendFilter();
    this.#sendList();
    this.#sendMoment();
    if (this.#selected !== undefined) await this.#sendDetails(this.#selected);
  }

  /** At once where nothing was sent for a while, else together with what comes. */
  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#filtered.more();
      this.#sendHead();
      this.#sendList();
    }, Math.max(0, this.#sent + UPDATE_MS - performance.now()));
  }

  #sendHead(): void {
    const { index, ended, notes } = this.journal;
    const scrubs = ended !== undefined && index.length > 0;
    this.#sent = performance.now();
    this.host.send({
      kind: 'head', title: this.host.title(), status: this.#status(), live: ended === undefined, notes: this.#notes(notes.map(({ line, message }) => l10n.t('line {0}: {1}', line, message))),
      tests: index.tests.all.slice(0, MOST_NAMES), services: index.services.all.slice(0, MOST_NAMES), types: [...index.types.all],
      scrubs, marks: scrubs ? [...sliderMarks(index)] : [], total: index.length,
    });
  }

  #notes(notes: readonly string[]): string[] {
    const { ended, error, index } = this.journal;
    return [
      ...(error === undefined ? [] : [l10n.t('The journal cannot be read any further: {0}', error.message)]),
      ...(ended === 'owner-gone' ? [l10n.t('The run was not finished: whoever drove it has died.')] : []),
      ...(ended !== undefined && index.length === 0 ? [l10n.t('The journal holds no event that could be read.')] : []),
      ...notes.slice(0, MOST_NOTES), ...(notes.length > MOST_NOTES ? [l10n.t('… and {0} more', notes.length - MOST_NOTES)] : []),
    ];
  }

  #status(): string {
    const { head, ended } = this.journal;
    if (head.status === 'ended') return head.outcome ?? l10n.t('ended');
    return ended === undefined ? l10n.t('running') : l10n.t('not finished');
  }

  #sendFilter(): void {
    this.host.send({ kind: 'filterState', filter: this.#filter, ...checkPattern(this.#filter.pattern, this.journal.index.types.all) });
  }

  #sendList(): void {
    const { progress, length } = this.#filtered;
    this.host.send({ kind: 'list', generation: this.#generation, count: length, total: this.journal.index.length, ...(progress < 1 ? { progress } : {}) });
  }

  #sendMoment(): void {
    const { current, playing } = this.moments;
    this.host.send({ kind: 'moment', playing, label: current?.label ?? '', ...(current === undefined ? {} : { events: current.events, seq: current.seq }) });
  }

  async #sendRows(generation: number, from: number, count: number): Promise<void> {
    if (generation !== this.#generation) return;
    const positions = this.#filtered.positions(from, count);
    const events = await this.journal.read(positions);
    if (generation !== this.#generation) return;
    this.host.send({ kind: 'rows', generation, from, rows: positions.map((position) => this.#row(position, events.get(position))) });
  }

  /** Of an event that can no longer be read the index knows enough for a row. */
  #row(position: number, event: ExperimentEvent | undefined): ReturnType<EventRows['row']> {
    if (event !== undefined) return this.#rows.row(position, event);
    const { index } = this.journal;
    return {
      seq: index.seq(position), offset: this.#rows.offset(position), clock: '', type: index.type(position), test: index.test(position) ?? '',
      service: index.service(position) ?? '', words: l10n.t('can no longer be read'), level: 'warn',
    };
  }

  async #sendDetails(seq: number): Promise<void> {
    const found = await this.#find(seq);
    if (found === undefined) return;
    const { position, event } = found;
    const { index } = this.journal;
    const causes = causesOf(index, position);
    const answers = answersTo(index, position);
    const events = await this.journal.read([...causes, ...answers.shown]);
    const links = (positions: readonly number[]) => positions.flatMap((at) => {
      const linked = events.get(at);
      return linked === undefined ? [] : [this.#rows.link(at, linked)];
    });
    const goTo = await this.host.places(found);
    if (this.#selected !== seq) return;
    const { receivers, note } = this.host.receivers(event);
    this.host.send({
      kind: 'details', row: this.#rows.row(position, event), time: event.time, json: jsonText(event),
      causes: links(causes), answers: links(answers.shown), moreAnswers: answers.more, receivers: [...receivers], receiversNote: note, goTo,
    });
  }

  #sendPlace(seq: number): void {
    const position = this.journal.index.find(seq);
    if (position === undefined) return;
    const { index, exact } = this.#filtered.placeOf(position);
    this.host.send({ kind: 'place', generation: this.#generation, seq, ...(exact ? { index } : {}) });
  }

  async #find(seq: number): Promise<Found | undefined> {
    const { index } = this.journal;
    const position = index.find(seq);
    if (position === undefined) return undefined;
    const [events, state] = await Promise.all([this.journal.read([position]), this.journal.stateAt(index.seq(index.length - 1))]);
    const event = events.get(position);
    return event === undefined ? undefined : { position, event, state };
  }
}

function jsonText(event: ExperimentEvent): string {
  const text = JSON.stringify(event, undefined, 2);
  return text.length > MOST_JSON ? `${text.slice(0, MOST_JSON)}\n… ${l10n.t('{0} characters more', text.length - MOST_JSON)}` : text;
}
