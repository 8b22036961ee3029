import type { PageTexts } from '../page-texts';
import { readToPage, type FromPage, type Head, type ToPage } from '../protocol';
import { DetailsPane } from './details';
import { element } from './dom';
import { FilterBar } from './filters';
import { Scrubber } from './scrubber';
import { EventTable } from './table';

declare function acquireVsCodeApi(): { postMessage(message: FromPage): void; setState(state: unknown): void };

const vscode = acquireVsCodeApi();
const send = (message: FromPage): void => vscode.postMessage(message);
const texts = JSON.parse(document.body.dataset['texts'] ?? '{}') as PageTexts;
// What the window needs to open this page again after it was reloaded.
vscode.setState({ dir: document.body.dataset['dir'] });

const title = element('h1');
const status = element('span', { class: 'status', role: 'status' });
const notes = element('details', { class: 'notes', hidden: '' });
const select = (seq: number): void => send({ kind: 'select', seq });
const table = new EventTable(texts, {
  askRows: (generation, from, count) => send({ kind: 'rows', generation, from, count }),
  selected: ({ seq }) => select(seq),
  opened: ({ seq }) => send({ kind: 'goTo', what: 'config', seq }),
});
const details = new DetailsPane(texts, {
  goTo: (what, seq) => send({ kind: 'goTo', what, seq }),
  selected: (seq) => {
    table.mark(seq, undefined);
    select(seq);
    send({ kind: 'locate', seq });
  },
});
const filters = new FilterBar(texts, (filter) => send({ kind: 'filter', filter }));
const scrubber = new Scrubber(texts, {
  moment: (events) => send({ kind: 'moment', events }), play: () => send({ kind: 'play' }), pause: () => send({ kind: 'pause' }), now: () => send({ kind: 'now' }),
});
document.body.append(element('header', {}, title, status), notes, filters.element, scrubber.element, element('main', {}, table.element, details.element));

/** `seq` of the moment that is shown. */
let moment: number | undefined;

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  const message = readToPage(data);
  if (message !== undefined) hear(message);
});

function hear(message: ToPage): void {
  switch (message.kind) {
    case 'head': return showHead(message);
    case 'list':
      table.show(message);
      return filters.count(message);
    case 'filterState': return filters.show(message);
    case 'rows': return table.take(message.generation, message.from, message.rows);
    case 'place': return table.mark(message.seq, message.index);
    case 'details': return details.show(message);
    case 'moment':
      scrubber.show(message);
      table.showMoment(message.seq);
      if (message.seq !== undefined && message.seq !== moment && message.seq > 0) {
        send({ kind: 'locate', seq: message.seq });
        if (!message.playing) select(message.seq);
      }
      moment = message.seq;
      return;
    default: return message satisfies never;
  }
}

function showHead(head: Head): void {
  title.textContent = head.title;
  status.textContent = head.live ? `${head.status}, ${texts.live}` : head.status;
  status.className = `status ${head.status}`;
  notes.hidden = head.notes.length === 0;
  if (notes.childElementCount !== head.notes.length + 1) {
    notes.replaceChildren(element('summary', { text: `${texts.notes} (${head.notes.length})` }), ...head.notes.map((text) => element('p', { text })));
    notes.open = head.notes.length <= 3;
  }
  filters.suggest(head);
  scrubber.prepare(head);
}

send({ kind: 'ready' });
