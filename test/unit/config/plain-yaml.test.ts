import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { parseFully } from '../../../src/config/yaml/parse';
import { readFully, readYaml } from '../../../src/config/yaml/read-yaml';
import { plainYaml } from '../../../src/config/yaml/plain-yaml';
import { TextFile } from '../../../src/config/yaml/text-file';
import { load, selected } from './reading';

const RUNS = Number(process.env['RUNS'] ?? 2000);
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 0x7fffffff));
/** The same texts each time: what few of a million bring to light is looked for with other seeds. */
const DAMAGE_SEED = Number(process.env['SEED'] ?? 1);

/** Every way of writing that is read without the full parser. */
const FORMS = `name: "a \\"b\\" \\u263a" # why
'single': 'it''s: #1'
"double": plain text, with [any] {sign} in:it, a#1
numbers: [0, -12, 1.5, 2m, 1.2.3.4, 100ms]
words: { t: true, f: false, n: null, y: yes, m: -e, l: --long }

# between
script: |
  #!/bin/sh
    deeper

  end
stripped: >-
  one
  two

  three
list:
- same column
-   - nested
    - { a: [1,
          2], # within
        "b": {}, c: [] ,}
-
  key: value
  other:
      far: in
nothing:
empty: # told later
base: &base
  A: &one 1
  list: &list [*one, 2]
more: { <<: [*base, { B: b }], C: *list, D: [ &x { y: z }, *x ] }
items:
- &item
  <<: *base
  A: 2
- *item
-
- &text |
  text
- *text
brackets: [
  a
]
odd: [~, +1, 0x1F, 0o17, 1e3, .5, True, 007, 1.]
json: {"a":1,"b":["c",{"d":null}]}
`;

const SAMPLES = [
  FORMS, FORMS.replaceAll('\n', '\r\n'),
  ...readdirSync('examples').filter((name) => name.endsWith('.yaml')).map((name) => readFileSync(path.join('examples', name), 'utf8')),
  ...[...readFileSync('docs/experiment-format.md', 'utf8').matchAll(/```yaml\n([^]*?)```/g)].map(([, snippet = '']) => snippet),
];

const PIECES = [
  '\n', ' ', '  ', '\n  ', '- ', ': ', ':', ',', '[', ']', '{', '}', '"', "'", '#', ' #', '|', '>', '|-\n', '>+\n', '|2\n', 'x: y\n', '- z\n', '1', '-', '.', '~', 'null', '? ', '&x ', '*x', '\n  <<: *x', '<<: [*x, {a: b}]', 'k:\n', '-\n', '\n]', '\n}', '"k":1', '+1', '0x1F', '1e3', '.5', 'True', '---\n', '\tx', 'a\tb',
  '&a ', '*a', '!!str ', '<<: ', '\\', '\r', '\r\n', '%', '@', '`', 'e5', '\u00a0', '\t', '…', '{ }', '[ ]', '""', 'k: ', '\n\n', '\n# c\n', '---\n', '...\n', '\u2028', '\ufeff', '__proto__: ',
];
const piece = fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 3 }));
const mutated = fc.tuple(fc.constantFrom(...SAMPLES), fc.array(fc.tuple(fc.nat(20_000), fc.nat(5), piece), { maxLength: 4 })).map(([sample, changes]) =>
  changes.reduce((text, [at, remove, insert]) => text.slice(0, at % (text.length + 1)) + insert + text.slice((at % (text.length + 1)) + remove), sample));

describe('reading plain YAML', function () {
  this.timeout(60_000 + RUNS * 20);
  after(() => console.log(`      seed ${SEED}`));

  it('what is read without the full parser is what that reads, places and all', () => {
    let plain = 0;
    fc.assert(fc.property(mutated, (text) => {
      const tree = plainYaml(text).tree;
      if (tree === undefined) return;
      plain++;
      assert.deepStrictEqual({ tree, syntax: [], problems: [], refused: false, documents: 1 }, parseFully(new TextFile('/f.yaml', text)));
    }), { numRuns: RUNS, seed: SEED });
    assert.ok(plain > RUNS / 10, `${plain} of ${RUNS} were plain`);
  });

  it('a file whose damage is in one part is read as the full parser would have it', () => {
    let damaged = 0;
    let lenient = 0;
    fc.assert(fc.property(mutated, (text) => {
      const file = new TextFile('/f.yaml', text);
      const full = readFully(file);
      const read = readYaml(file);
      // Of a whole file the parser takes some wrong indentation for sound, and makes a key of it at the top.
      if (full.tests.size + full.blocks.length > 0) damaged++;
      else if (read.tests.size + read.blocks.length > 0) return void lenient++;
      assert.deepStrictEqual(read, full);
    }), { numRuns: RUNS, seed: DAMAGE_SEED });
    assert.ok(damaged > RUNS / 10, `${damaged} of ${RUNS} were damaged`);
    assert.ok(lenient <= 5 + RUNS / 200, `${lenient} of ${RUNS} are sound for the parser alone`);
  });

  it('what a byte order mark or a marked value parts otherwise than by its lines is not read by its lines', () => {
    for (const text of ['tests:\n  - name: a\n  - name: b\n    tags: []\n\ufeff    timeout: 3s\nname: x\n', 'tests:\n  - name: a\n    steps:\n      wait: 60\n :     b\n        - [x]\n']) {
      const file = new TextFile('/f.yaml', text);
      assert.deepStrictEqual(readYaml(file), readFully(file));
    }
  });

  it('takes what is common, and leaves what is not', () => {
    for (const text of SAMPLES.slice(0, 2)) assert.notEqual(plainYaml(text).tree, undefined);
    for (const text of [
      '&a b: c\n', 'a: [&b{ c: d }]\n', 'a: *b\n', 'a: &a [*a]\n', 'a: !c d\n', '<<: a\n', '? a\n', 'a: b: c\n', 'a: "b\n  c"\n', 'a: b\n  c\n', 'a: b\na: c\n', '', '--- a\n', 'a: .inf\n', 'a: |+\n  b\n',
      '[a: b]\n', '{ a, b }\n', '{ a: b\n', 'a: [1,\n2]\n', '- a\nb: c\n', 'a:\tb\n', 'a: [\n b\n ]]\n', 'a: b #\n c\n', 'a: \'b\' c\n',
    ]) assert.equal(plainYaml(text).tree, undefined, JSON.stringify(text));
  });

  it('a comment after a map is no part of it, whatever it ends with', () => {
    for (const anchor of ['', '&b ']) {
      const text = `tests:\n  - name: ${anchor}a\n    steps:\n      - wait: 1 # { }\n`;
      const [test] = load(text).tests;
      assert.ok(test);
      assert.equal(selected(text, test.source.range), `name: ${anchor}a\n    steps:\n      - wait: 1`);
    }
  });
});
