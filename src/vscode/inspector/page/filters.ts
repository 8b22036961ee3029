import type { PageTexts } from '../page-texts';
import type { FilterInput, FilterState, Head, List } from '../protocol';
import { button, element, fill, grouped } from './dom';

/** After the last key stroke. */
const SETTLE_MS = 150;
const FIELDS = ['pattern', 'test', 'service', 'text'] as const;
type Field = (typeof FIELDS)[number];

/** What of the run is shown. */
export class FilterBar {
  readonly element: HTMLElement;
  readonly #inputs: { readonly [field in Field]: HTMLInputElement };
  readonly #lists: { readonly [field in Exclude<Field, 'text'>]: HTMLDataListElement };
  readonly #problem = element('span', { class: 'problem', id: 'problem', role: 'status' });
  readonly #count = element('span', { class: 'count', role: 'status' });
  #timer: number | undefined;

  constructor(private readonly texts: PageTexts, private readonly changed: (filter: FilterInput) => void) {
    const input = (field: Field) => element('input', { type: 'search', spellcheck: 'false', autocomplete: 'off', id: `filter-${field}`, ...(field === 'text' ? {} : { list: `list-${field}` }), ...(field === 'pattern' ? { placeholder: texts.patternHint, 'aria-describedby': 'problem' } : {}) });
    this.#inputs = { pattern: input('pattern'), test: input('test'), service: input('service'), text: input('text') };
    const list = (field: Field) => element('datalist', { id: `list-${field}` });
    this.#lists = { pattern: list('pattern'), test: list('test'), service: list('service') };
    this.element = element('form', { class: 'filters', role: 'search', 'aria-label': texts.filter },
      ...FIELDS.map((field) => element('label', {}, element('span', { text: texts[field] }), this.#inputs[field])),
      ...Object.values(this.#lists), button(texts.clear, () => this.#clear()), this.#count, this.#problem);
    this.element.addEventListener('submit', (event) => event.preventDefault());
    this.element.addEventListener('input', () => {
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => this.changed(this.#value()), SETTLE_MS);
    });
  }

  suggest({ types, tests, services }: Head): void {
    const groups = types.map((type) => `${type.split('.').slice(0, -1).join('.')}.*`);
    offer(this.#lists.pattern, [...new Set([...groups, ...types])].sort());
    offer(this.#lists.test, tests);
    offer(this.#lists.service, services);
  }

  show({ filter, problem, meant }: FilterState): void {
    for (const field of FIELDS) if (this.#inputs[field] !== document.activeElement) this.#inputs[field].value = filter[field];
    this.#inputs.pattern.setAttribute('aria-invalid', String(problem !== undefined));
    this.#problem.replaceChildren(...(problem === undefined ? [] : [document.createTextNode(problem)]),
      ...(meant === undefined ? [] : [button(fill(this.texts.use, meant), () => this.#use(meant))]));
  }

  count({ count, total, progress }: List): void {
    const text = count === total ? fill(this.texts.all, grouped(total)) : fill(this.texts.some, grouped(count), grouped(total));
    this.#count.textContent = progress === undefined ? text : `${text}, ${fill(this.texts.searching, Math.floor(progress * 100))}`;
  }

  #value(): FilterInput {
    const { pattern, test, service, text } = this.#inputs;
    return { pattern: pattern.value, test: test.value, service: service.value, text: text.value };
  }

  #use(pattern: string): void {
    this.#inputs.pattern.value = pattern;
    this.#inputs.pattern.focus();
    this.changed(this.#value());
  }

  #clear(): void {
    for (const input of Object.values(this.#inputs)) input.value = '';
    this.#inputs.pattern.focus();
    this.changed(this.#value());
  }
}

function offer(list: HTMLDataListElement, values: readonly string[]): void {
  if (list.childElementCount === values.length) return;
  list.replaceChildren(...values.map((value) => element('option', { value })));
}
