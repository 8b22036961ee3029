import type { PageTexts } from '../page-texts';
import type { Head, Moment } from '../protocol';
import { button, element, fill, grouped } from './dom';

export interface ScrubberListener {
  moment(events: number): void;
  play(): void;
  pause(): void;
  now(): void;
}

/** Goes to any moment of a finished run. */
export class Scrubber {
  readonly element: HTMLElement;
  readonly #slider = element('input', { type: 'range', min: '0', step: '1' });
  readonly #marks = element('div', { class: 'marks', 'aria-hidden': 'true' });
  readonly #label = element('output', { class: 'moment' });
  readonly #play: HTMLButtonElement;
  readonly #now: HTMLButtonElement;
  #total = 0;
  #playing = false;

  constructor(private readonly texts: PageTexts, listener: ScrubberListener) {
    this.#slider.setAttribute('aria-label', texts.slider);
    this.#slider.addEventListener('input', () => listener.moment(Number(this.#slider.value)));
    this.#play = button('▶', () => (this.#playing ? listener.pause() : listener.play()), { class: 'icon' });
    this.#now = button(texts.now, () => listener.now());
    const step = (by: -1 | 1): void => listener.moment(Math.max(0, Math.min(this.#total, Number(this.#slider.value) + by)));
    this.element = element('section', { class: 'scrubber', 'aria-label': texts.past, hidden: '' },
      button('◂', () => step(-1), { class: 'icon', title: texts.back, 'aria-label': texts.back }), this.#play, button('▸', () => step(1), { class: 'icon', title: texts.on, 'aria-label': texts.on }),
      element('div', { class: 'track' }, this.#slider, this.#marks), this.#label, this.#now);
  }

  prepare({ scrubs, marks, total }: Head): void {
    this.element.hidden = !scrubs;
    if (total !== this.#total) {
      this.#total = total;
      this.#slider.max = String(total);
      this.#slider.value = String(total);
    }
    if (this.#marks.childElementCount === marks.length) return;
    this.#marks.replaceChildren(...marks.map(({ at, bad, label }) => {
      const mark = element('i', { class: bad ? 'bad' : '', title: label });
      mark.style.left = `${at * 100}%`;
      return mark;
    }));
  }

  show({ events, label, playing }: Moment): void {
    const text = events === undefined ? this.texts.atNow : fill(this.texts.atMoment, label, grouped(events), grouped(this.#total));
    this.#playing = playing;
    this.#play.textContent = playing ? '⏸' : '▶';
    this.#play.title = playing ? this.texts.pause : this.texts.play;
    this.#play.setAttribute('aria-label', this.#play.title);
    this.#slider.value = String(events ?? this.#total);
    this.#slider.setAttribute('aria-valuetext', text);
    this.#label.textContent = text;
    this.#now.disabled = events === undefined;
    this.element.classList.toggle('past', events !== undefined);
  }
}
