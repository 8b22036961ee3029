import type { PageTexts } from '../page-texts';
import type { Details, Link } from '../protocol';
import { button, element, fill } from './dom';

export interface DetailsListener {
  goTo(what: 'config' | 'tree' | 'log', seq: number): void;
  /** Another event of the chain. */
  selected(seq: number): void;
}

/** What is known of the selected event. */
export class DetailsPane {
  readonly element: HTMLElement;

  constructor(private readonly texts: PageTexts, private readonly listener: DetailsListener) {
    this.element = element('aside', { class: 'details', 'aria-label': texts.details }, element('p', { class: 'hint', text: texts.select }));
  }

  show(details: Details): void {
    const { row, time, causes, answers, moreAnswers, receivers, receiversNote, json, goTo } = details;
    const { texts } = this;
    const jump = (what: 'config' | 'tree' | 'log') => (goTo[what] === undefined ? undefined : button(texts[what], () => this.listener.goTo(what, row.seq), { title: goTo[what] }));
    const parts = [
      element('h2', { text: `${row.seq} ${row.type}` }),
      element('p', { class: 'hint', text: [time, row.test, row.service].filter((part) => part !== '').join(' · ') }),
      element('p', { class: `said ${row.level}`, text: row.words }),
      element('div', { class: 'buttons' }, jump('config'), jump('tree'), jump('log')),
      element('h3', { text: texts.causes }),
      this.#links(causes, texts.noCause),
      element('h3', { text: texts.answers }),
      this.#links(answers, texts.noAnswer),
      moreAnswers === 0 ? undefined : element('p', { class: 'hint', text: fill(texts.moreAnswers, moreAnswers) }),
      element('h3', { text: texts.receivers }),
      receivers.length === 0 ? undefined : element('table', { class: 'receivers' },
        element('thead', {}, element('tr', {}, ...[texts.observer, texts.how, texts.took].map((text) => element('th', { scope: 'col', text })))),
        element('tbody', {}, ...receivers.map(({ observer, how, took, error }) => element('tr', {},
          element('td', { text: observer }), element('td', { text: error === undefined ? how : `${how} ✖ ${error}`, class: error === undefined ? '' : 'error' }), element('td', { class: 'took', text: took }))))),
      receiversNote === '' ? undefined : element('p', { class: 'hint', text: receiversNote }),
      element('h3', { text: texts.json }),
      element('pre', { tabindex: '0', 'aria-label': texts.json, text: json }),
    ];
    this.element.replaceChildren(...parts.filter((part) => part !== undefined));
  }

  #links(links: readonly Link[], none: string): HTMLElement {
    if (links.length === 0) return element('p', { class: 'hint', text: none });
    return element('ol', { class: 'chain' }, ...links.map(({ seq, offset, type, words }) =>
      element('li', {}, button(`${seq} ${type}`, () => this.listener.selected(seq), { title: offset }), element('span', { text: words === '' ? '' : ` ${words}` }))));
  }
}
