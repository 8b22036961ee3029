import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { EventManager, Redactor, type BuiltInDraft, type ExperimentEvent } from '../../../src/events';
import { excerpt, lastLine, lineAround, quote } from '../../../src/engine/matchers/excerpt';
import { Journal, junitXml, readJournal, reduceEvents, summaryText } from '../../../src/results';
import { maskOutput } from '../../../src/supervisor/masked-output';
import { ENCODINGS } from './secret-encodings';

/** `RUNS=10000` tries so many; `SEED` repeats those of an earlier suite. */
const RUNS = Number(process.env['RUNS'] ?? 500);
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 0x7fffffff));
const QUICK_DIR = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
/** What can be read of a secret, or of its encoding, without a gap: more is a leak. */
const READABLE = 7;

const sign = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789') }, fc.constantFrom(...'&<>"\'\\/$`!%+=#@:;.,?*()[]{}|~^_- '), fc.constantFrom(...'äéßñ€✓漢字🔑'));
const line = fc.array(sign, { minLength: 12, maxLength: 40 }).map((signs) => signs.join('').trim()).filter((text) => text.length >= 10 && new Set(text).size >= 8 && !text.includes('***'));
const value = fc.oneof({ weight: 4, arbitrary: line }, fc.array(line, { minLength: 2, maxLength: 3 }).map((lines) => lines.join('\n')));
/** Nothing that could stand in a secret. */
const noise = fc.string({ unit: fc.constantFrom(...'жилбысередина\n'), maxLength: 300 });
const encoding = fc.constantFrom(...Object.keys(ENCODINGS));
const shown = fc.record({ value, encoding, before: noise, after: noise, cut: fc.nat(400) });
type Shown = typeof shown extends fc.Arbitrary<infer T> ? T : never;

const encodedOf = ({ value: secret, encoding: name }: Shown): string => ENCODINGS[name]?.(secret) ?? '';

/** The longest part of what was shown that can still be read. */
function readable(text: string, encoded: string): string {
  for (let from = 0; from + READABLE < encoded.length; from += 1) {
    const part = encoded.slice(from, from + READABLE + 1);
    if (text.includes(part)) return part;
  }
  return '';
}

function assertHidden(where: string, text: string, one: Shown): void {
  const part = readable(text, encodedOf(one));
  assert.equal(part, '', `${where} shows ${JSON.stringify(part)} of ${JSON.stringify(one)}: ${text}`);
}

/** What a run with this secret publishes when everything that can hold a text holds it. */
function draftsWith(text: string): readonly BuiltInDraft[] {
  const source = { file: '/f.yaml', path: 'tests[0]', range: { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } } };
  const failure = { phase: 'steps', kind: 'expectation', message: text, expected: text, found: text, diff: text, source } as const;
  return [
    { type: 'experiment.configured', file: '/f.yaml', name: text, dir: '/out', settings: { parallel: 1, fail_fast: false }, environment: { platform: 'linux', node: '20', host: 'h', owner: 'cli' }, source },
    { type: 'experiment.started', tests: [{ id: 't', name: text, base: text, matrix: { key: text }, iteration: 1, tags: [text], dir: 't', source, services: [{ name: 's', source }] }] },
    { type: 'test_case.started', test: 't', attempt: 1, dir: 't', source },
    { type: 'service.starting', test: 't', service: 's', command: ['server', `--token=${text}`], start: 1, ports: {}, source },
    { type: 'service.error', test: 't', service: 's', message: text, last_lines: [text], source },
    { type: 'service.stopped', test: 't', service: 's', exit_code: 1, signal: null, killed: false, expected: false, duration_ms: 1 },
    { type: 'step.started', test: 't', step: 'one', index: 0, name: text, kind: 'run', source },
    { type: 'step.finished', test: 't', step: 'one', index: 0, name: text, kind: 'run', source, outcome: 'failed', duration_ms: 1, tries: 1, failures: [failure] },
    { type: 'assertion.failed', test: 't', index: 0, assertion: 'log_contains', message: text, expected: text, found: text, source, duration_ms: 1 },
    { type: 'artifact.collected', test: 't', path: text, size: 1 },
    { type: 'leftover.found', pid: 1, command: text, found_by: 'tag', ended: true },
    { type: 'test_case.error', test: 't', ...failure, kind: 'step' },
    { type: 'test_case.finished', test: 't', outcome: 'error', success: false, duration_ms: 1, attempt: 1, reason: text, source },
    { type: 'experiment.error', message: text, kind: 'internal' },
  ];
}

describe('no secret leaks', function () {
  this.timeout(60_000 + RUNS * 100);
  let dir: string;
  before(() => {
    console.log(`      seed ${SEED}`);
    dir = mkdtempSync(path.join(QUICK_DIR, 'secrets-'));
  });
  after(() => rmSync(dir, { recursive: true }));

  it('into a log, in whatever encoding, split at any byte over two chunks', async () => {
    const file = path.join(dir, 'log');
    await fc.assert(fc.asyncProperty(shown, async (one) => {
      rmSync(file, { force: true });
      const bytes = Buffer.from(one.before + encodedOf(one) + one.after);
      const cut = Math.min(bytes.length, Buffer.byteLength(one.before) + one.cut % Math.max(1, bytes.length));
      await maskOutput([[Readable.from([bytes.subarray(0, cut), bytes.subarray(cut)]), file]], [one.value]).written;
      const text = readFileSync(file, 'utf8');
      assertHidden('the log', text, one);
      assert.ok(text.startsWith(one.before) && text.endsWith(one.after), `what is no secret stays: ${JSON.stringify(one)}`);
    }), { numRuns: RUNS, seed: SEED });
  });

  it('into journal, reports, errors, command lines and names of artifacts', async () => {
    const file = path.join(dir, 'events.jsonl');
    await fc.assert(fc.asyncProperty(shown, async (one) => {
      rmSync(file, { force: true });
      const redactor = new Redactor([one.value]);
      const events = new EventManager({ run: 'r', redactor });
      const journal = new Journal(file);
      events.registerObserver('**', journal);
      for (const draft of draftsWith(one.before.slice(-20) + encodedOf(one) + one.after.slice(0, 20))) events.publishEvent(draft);
      journal.close();
      const read: readonly ExperimentEvent[] = (await readJournal(file)).events;
      const texts = strings(read);
      for (const text of texts) assertHidden('the journal', text, one);
      const state = reduceEvents(read);
      for (const text of [...strings(JSON.parse([...summaryText(state)].join(''))), ...xmlTexts(junitXml(state))]) assertHidden('a report', text, one);
      assertHidden('the record of processes', redactor.maskDeep([`--token=${encodedOf(one)}`]).join(), one);
    }), { numRuns: Math.ceil(RUNS / 2), seed: SEED });
  });

  it('where a long text is cut for people to read, also in the middle of it', () => {
    // A line of many says no more that the others belong to it; what programs print is masked before it is cut.
    fc.assert(fc.property(shown.filter((one) => one.encoding !== 'base64 in lines'), (one) => {
      const text = one.before + encodedOf(one) + one.after;
      const redactor = new Redactor([one.value]);
      const at = one.before.length + one.cut % encodedOf(one).length;
      for (const cut of [excerpt(text), quote(text), lastLine(text) ?? '', lineAround(text, one.cut % text.length), lineAround(text, at)]) assertHidden('a cut text', redactor.mask(cut), one);
    }), { numRuns: RUNS, seed: SEED });
  });
});

function strings(data: unknown): readonly string[] {
  if (typeof data === 'string') return [data];
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([key, inner]) => [key, ...strings(inner)]);
}

const xmlTexts = (xml: string): readonly string[] => [xml, xml.replace(/&(?:amp|lt|gt|quot|#10|#13|#9);/g, (name) => ({ '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#10;': '\n', '&#13;': '\r', '&#9;': '\t' })[name] ?? name)];
