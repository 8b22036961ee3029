import assert from 'node:assert/strict';
import { asked, labels } from './asking';

const inTest = (...lines: readonly string[]): string => ['tests:', '  - name: a', ...lines.map((line) => `    ${line}`)].join('\n');

/** What must be among the first that are offered, and what must not be offered. */
const TABLE: readonly (readonly [what: string, text: string, first: readonly string[], not?: readonly string[]])[] = [
  ['an empty file', '|', ['tests', 'schema', 'name']],
  ['the top, between others', 'name: x\n|\ntests:\n  - name: a\n', ['schema', 'description'], ['name', 'tests']],
  ['a word at the top', 'tests: []\nord|', ['schema', 'name'], ['tests']],
  ['a list that has nothing yet', 'tests:\n  |', ['- name', '- description']],
  ['a list at the column of its key', 'tests:\n- |', ['name']],
  ['an item without its dash', inTest() + '\n  |', ['- name']],
  ['an item', 'tests:\n  - |', ['name', 'description']],
  ['an item, before its other keys', 'tests:\n  - |\n    timeout: 3s\n', ['name'], ['timeout']],
  ['a test', inTest('|'), ['description', 'tags'], ['name', 'command']],
  ['a test, between others', `${inTest('|')}\n  - name: b\n`, ['description', 'tags']],
  ['a word without colon', inTest('time|', 'tags: [x]'), ['description'], ['tags']],
  ['a word in a key', inTest('time|out: 3s'), ['description']],
  ['a step', inTest('steps:', '  - |'), ['run', 'wait']],
  ['a step of a kind', inTest('steps:', '  - run: x', '    |'), ['shell', 'cwd'], ['run', 'wait', 'http']],
  ['a step whose kind comes later', inTest('steps:', '  - |', '    http: { url: x }'), ['capture'], ['wait', 'run', 'cwd']],
  ['a step below others', inTest('steps:', '  - parallel:', '      - steps:', '          - |'), ['run', 'wait']],
  ['what is expected, in braces', inTest('steps:', '  - run: x', '    expect: { | }'), ['exit_code', 'stdout']],
  ['braces that are open', inTest('steps:', '  - { run: x, expect: { stdout: { contains: a, |', '  - wait: 1s'), ['not_contains'], ['contains']],
  ['braces over several lines', inTest('steps:', '  - {', '      run: x,', '      |', '    }'), ['shell'], ['run']],
  ['readiness', inTest('services:', '  s:', '    command: x', '    ready:', '      log: y', '      |'), ['tcp', 'http'], ['log']],
  ['a service that has nothing yet', inTest('services:', '  s:', '    |'), ['command', 'shell']],
  ['a service among others', inTest('services:', '  s:', '    command: x', '    |', '  t:', '    command: y'), ['shell'], ['command', 's']],
  ['tabs', 'tests:\n  - name: a\n\t\t|', ['description']],
  ['Windows line ends', 'tests:\r\n  - name: a\r\n    |\r\n    timeout: 3s\r\n', ['description'], ['timeout']],
  ['a typed assertion', inTest('assertions:', '  - type: metric', '    |'), ['name', 'of'], ['service', 'type']],
  ['an assertion by its key', inTest('assertions:', '  - metric: { | }'), ['name', 'of'], ['service']],
  ['an assertion', inTest('assertions:', '  - |'), ['type', 'service_running']],
  ['defaults', 'defaults:\n  service:\n    |', ['command']],
  ['a map of steps', inTest('steps:', '  wait: 60', '  |'), ['pre_commands', 'post_commands'], ['wait']],
  ['what an alias stands for is there, but may be said again', 'x: &s { run: y }\ntests:\n  - name: a\n    steps:\n      - <<: *s\n        |', ['run', 'shell'], ['wait']],
  ['a file of PANTHER', 'tests:\n  - name: a\n    services:\n      s:\n        implementation: { name: picoquic, type: iut }\n        |', ['name', 'protocol'], ['command', 'implementation']],
  ['a line above that is broken', inTest('steps: [', '  }} : "', 'services:', '  s:', '    |'), ['command']],
  ['a quote that is open', inTest('description: "a', 'services:', '  s: { |'), ['command']],
];
const NOTHING: readonly (readonly [what: string, text: string])[] = [
  ['a comment', 'tests: [] # |'], ['a comment of its own', '# a|\ntests: []'], ['a text of several lines', inTest('description: |-\n      a|'.replace('|-', '\u2502'))],
  ['a script', 'tests:\n  - name: a\n    steps:\n      - run: >\n          a\n          |\n'], ['a text that goes on below', inTest('description: a', '  |')],
  ['names of services', inTest('services:', '  |')], ['environment', inTest('env:', '  |')], ['a further item of a text', inTest('tags:', '  - a', '  - |')],
];

describe('completion of keys', () => {
  for (const [what, text, first, not = []] of TABLE) {
    it(`in ${what}`, () => {
      const found = labels(text);
      assert.deepEqual(found.filter((label) => first.includes(label)).slice(0, first.length), first, found.join(' '));
      assert.deepEqual(found.filter((label) => not.includes(label)), []);
      assert.equal(new Set(found).size, found.length);
    });
  }
  for (const [what, text] of NOTHING) it(`offers nothing in ${what}`, () => assert.deepEqual(labels(text), []));

  it('sorts the required first, then as the schema has them', () => {
    const found = asked(inTest('steps:', '  - |'));
    const required = found.map(({ detail = '' }) => detail.endsWith('(required)'));
    assert.deepEqual([...required].sort((a, b) => Number(b) - Number(a)), required);
    assert.deepEqual(found.slice(0, 3).map(({ label }) => label), ['run', 'wait', 'http']);
  });

  const insertOf = (text: string, label: string): string | undefined => asked(text).find((one) => one.label === label)?.insert;
  const INSERTS: readonly (readonly [label: string, text: string, insert: string])[] = [
    ['timeout', inTest('|'), 'timeout: '], ['env', inTest('|'), 'env:\n      '], ['steps', inTest('|'), 'steps:\n      - '], ['exclusive', inTest('|'), 'exclusive: ${1|true,false|}'],
    ['order', '|', 'order: ${1|file,interleave,shuffle|}'], ['schema', '|', 'schema: 1'], ['expect', inTest('steps:', '  - run: x', '    |'), 'expect:\n          '],
    ['http', inTest('steps:', '  - |'), 'http:\n          '], ['stdout', inTest('steps:', '  - { run: x, expect: { | } }'), 'stdout: { $1 }'], ['- name', 'tests:\n  |', '- name: '],
    ['timeout', inTest('time|: 3s'), 'timeout'], ['timeout', inTest('"time|": 3s'), 'timeout'], ['- services', 'tests:\n  |', '- services:\n      '],
  ];
  for (const [label, text, insert] of INSERTS) it(`takes ${label} as ${JSON.stringify(insert)} in ${JSON.stringify(text.slice(-30))}`, () => assert.equal(insertOf(text, label), insert));

  it('replaces the word at the cursor, and no more than it asked for', () => {
    const [first] = asked(inTest('time|out: 3s'));
    const text = inTest('timeout: 3s');
    assert.deepEqual([first?.from, first?.to, first?.end].map((at) => (at ?? 0) - text.indexOf('timeout')), [0, 4, 7]);
  });
});
