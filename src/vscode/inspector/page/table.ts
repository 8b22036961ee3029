import type { PageTexts } from '../page-texts';
import type { List, Row } from '../protocol';
import { element } from './dom';
import { RowCache } from './row-cache';
import { scrollHeight, scrollTo, visibleWindow, type Scroll } from './virtual-window';

const ROW_HEIGHT = 22;
const COLUMNS = ['seq', 'offset', 'clock', 'type', 'test', 'service', 'words'] as const;
/** Besides the colour. */
const LEVEL_SIGNS: { readonly [level in Row['level']]: string } = { trace: '', debug: '', info: '', warn: '▲ ', error: '✖ ' };

export interface TableListener {
  askRows(generation: number, from: number, count: number): void;
  selected(row: Row): void;
  /** Enter, or a double click. */
  opened(row: Row): void;
}

/** The events as a table of which only the visible rows exist. */
export class EventTable {
  readonly element: HTMLElement;
  readonly #head: HTMLElement;
  readonly #viewport: HTMLElement;
  readonly #spacer = element('div', { class: 'spacer', role: 'presentation' });
  readonly #body = element('div', { class: 'rows', role: 'rowgroup' });
  readonly #empty = element('p', { class: 'empty' });
  readonly #cache = new RowCache();
  #total = 0;
  #seq: number | undefined;
  /** Of the selected row, as far as it is known. */
  #index: number | undefined;
  /** A row that is to be selected once it has come. */
  #coming: number | undefined;
  #moment: number | undefined;
  #frame = 0;

  constructor(private readonly texts: PageTexts, private readonly listener: TableListener) {
    this.#head = element('div', { class: 'row head', role: 'row', 'aria-rowindex': '1' }, ...COLUMNS.map((column) => element('span', { class: column, role: 'columnheader', text: texts[column] })));
    this.#viewport = element('div', { class: 'viewport', role: 'presentation' }, this.#spacer, this.#body);
    this.element = element('section', { class: 'table', role: 'grid', tabindex: '0', 'aria-label': texts.events, 'aria-readonly': 'true' }, element('div', { role: 'rowgroup' }, this.#head), this.#viewport, this.#empty);
    this.#viewport.addEventListener('scroll', () => this.#drawSoon(), { passive: true });
    this.#body.addEventListener('mousedown', (event) => this.#clicked(event));
    this.#body.addEventListener('dblclick', () => { const row = this.#selectedRow(); if (row !== undefined) this.listener.opened(row); });
    this.element.addEventListener('keydown', (event) => this.#key(event));
    new ResizeObserver(() => this.#drawSoon()).observe(this.#viewport);
  }

  get seq(): number | undefined {
    return this.#seq;
  }

  show({ generation, count, total, progress }: List): void {
    const other = generation !== this.#cache.generation;
    const { scrollTop, clientHeight } = this.#viewport;
    const atEnd = this.#total > 0 && scrollTop > 0 && scrollTop + clientHeight >= scrollHeight(this.#total, ROW_HEIGHT) - 2;
    this.#cache.begin(generation);
    this.#total = count;
    this.#spacer.style.height = `${scrollHeight(count, ROW_HEIGHT)}px`;
    this.element.setAttribute('aria-rowcount', String(count + 1));
    this.#empty.textContent = count > 0 || progress !== undefined ? '' : total === 0 ? this.texts.nothing : this.texts.none;
    if (other) {
      this.#index = undefined;
      this.#viewport.scrollTop = 0;
    } else if (atEnd) {
      // Whoever looks at the newest event wants to see the next.
      this.#viewport.scrollTop = scrollHeight(count, ROW_HEIGHT);
    }
    this.#drawSoon();
  }

  take(generation: number, from: number, rows: readonly Row[]): void {
    if (!this.#cache.take(generation, from, rows)) return;
    if (this.#coming !== undefined) this.#selectAt(this.#coming);
    this.#drawSoon();
  }

  /** Marks an event as selected, and brings it into sight where it has a place in the list. */
  mark(seq: number, index: number | undefined): void {
    this.#seq = seq;
    this.#index = index;
    if (index !== undefined) this.#bringIntoSight(index);
    this.#drawSoon();
  }

  /** Events after this one have not happened yet. */
  showMoment(seq: number | undefined): void {
    this.#moment = seq;
    this.#drawSoon();
  }

  get #scroll(): Scroll {
    return { top: this.#viewport.scrollTop, height: this.#viewport.clientHeight, total: this.#total, rowHeight: ROW_HEIGHT };
  }

  #drawSoon(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => { this.#frame = 0; this.#draw(); });
  }

  #draw(): void {
    const { first, count, at } = visibleWindow(this.#scroll);
    // The scroll bar takes its width from the rows alone.
    this.#head.style.paddingRight = `${this.#viewport.offsetWidth - this.#viewport.clientWidth}px`;
    this.#body.style.transform = `translateY(${at}px)`;
    this.#body.replaceChildren(...Array.from({ length: count }, (_, offset) => this.#row(first + offset)));
    const selected = this.#body.querySelector('[aria-selected="true"]');
    if (selected === null) this.element.removeAttribute('aria-activedescendant');
    else this.element.setAttribute('aria-activedescendant', selected.id);
    const ask = this.#cache.ask(first, count, this.#total);
    if (ask !== undefined) this.listener.askRows(this.#cache.generation, ask.from, ask.count);
  }

  #row(index: number): HTMLElement {
    const row = this.#cache.at(index);
    const selected = row !== undefined && row.seq === this.#seq;
    if (selected) this.#index = index;
    const future = row !== undefined && this.#moment !== undefined && row.seq > this.#moment;
    const made = element('div', {
      class: `row ${row?.level ?? 'loading'}${selected ? ' selected' : ''}${future ? ' future' : ''}`, role: 'row', id: `row-${index}`,
      'aria-rowindex': String(index + 2), 'aria-selected': String(selected), 'data-index': String(index),
    });
    if (row === undefined) made.append(element('span', { class: 'words', role: 'gridcell', text: this.texts.loading }));
    else made.append(...COLUMNS.map((column) => element('span', { class: column, role: 'gridcell', ...(column === 'words' || column === 'test' ? { title: row[column] } : {}), text: textOf(row, column) })));
    return made;
  }

  #clicked(event: MouseEvent): void {
    const row = event.target instanceof Element ? event.target.closest('.row') : null;
    if (row instanceof HTMLElement) this.#selectAt(Number(row.dataset['index']));
  }

  #key(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.#viewport.clientHeight / ROW_HEIGHT) - 1);
    const at = this.#index ?? visibleWindow(this.#scroll).first - 1;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: this.#total - 1 }[event.key];
    if (to !== undefined) this.#selectAt(Math.max(0, Math.min(this.#total - 1, to)));
    else if (event.key === 'Enter') {
      const row = this.#selectedRow();
      if (row !== undefined) this.listener.opened(row);
    } else return;
    event.preventDefault();
  }

  #selectedRow(): Row | undefined {
    return this.#index === undefined ? undefined : this.#cache.at(this.#index);
  }

  #selectAt(index: number): void {
    if (this.#total === 0) return;
    this.#bringIntoSight(index);
    this.#index = index;
    const row = this.#cache.at(index);
    this.#coming = row === undefined ? index : undefined;
    if (row !== undefined) {
      this.#seq = row.seq;
      this.listener.selected(row);
    }
    this.#drawSoon();
  }

  #bringIntoSight(index: number): void {
    const top = scrollTo(index, this.#scroll);
    if (top !== undefined) this.#viewport.scrollTop = top;
  }
}

const textOf = (row: Row, column: (typeof COLUMNS)[number]): string => (column === 'words' ? LEVEL_SIGNS[row.level] + row.words : String(row[column]));
