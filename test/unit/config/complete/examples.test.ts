import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import type { Tree } from '../../../../src/config/yaml/tree';
import { parseYaml } from '../../../../src/config/yaml/parse';
import { TextFile } from '../../../../src/config/yaml/text-file';
import { loadExperiment } from '../../../../src/config';
import { askedAt } from './asking';

/** What its plug-ins add is known only once they are loaded. */
const EXAMPLES = readdirSync('examples').filter((name) => name.endsWith('.experiment.yaml') && name !== 'plugins.experiment.yaml');
const RUNS = Number(process.env['RUNS'] ?? 25);
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 0x7fffffff));
const REFUSED: readonly string[] = ['unknown-key', 'unknown-step', 'unknown-assertion', 'ambiguous-step', 'not-yet-supported'];

interface Key {
  readonly key: string;
  readonly from: number;
  readonly holder: Tree;
}

const keysBelow = (tree: Tree): readonly Key[] => {
  if (tree.kind === 'list') return tree.items.flatMap(keysBelow);
  if (tree.kind === 'scalar') return [];
  return [...tree.entries].flatMap(([key, value]) => [{ key, from: value.from, holder: tree }, ...keysBelow(value)]);
};

/** With what a snippet has at first. */
const plainText = (snippet: string): string => snippet.replace(/\$\{1\|([^,|]*)[^|]*\|\}/g, '$1').replaceAll('$1', '').replaceAll('\\$', '$');

const refusals = (file: string, text: string): readonly string[] => loadExperiment(file, text).problems.filter(({ code }) => REFUSED.includes(code)).map(({ code, message }) => `${code}: ${message}`);

describe('completion in the examples', function () {
  this.timeout(60_000 + RUNS * 1000);
  after(() => console.log(`      seed ${SEED}`));
  for (const name of EXAMPLES) {
    const file = path.resolve('examples', name);
    const text = readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
    const { tree } = parseYaml(TextFile.of(file, text));
    assert.ok(tree, name);
    // In the file as it is; what was merged in stands elsewhere.
    const keys = keysBelow(tree).filter(({ key, from }) => text.startsWith(key, from));
    const where = (from: number): string => `at ${from}: …${JSON.stringify(text.slice(Math.max(0, from - 80), from))}`;

    it(`offers each key of ${name} where the file is cut off before it`, () => {
      // Keys with free names are none of the schema's.
      const missing = keys.filter(({ key, from }) => !askedAt(text.slice(0, from), from).some(({ label }) => label === key));
      const before = refusals(file, text).length;
      for (const { key, from } of missing) {
        const renamed = refusals(file, `${text.slice(0, from)}zzz_${text.slice(from)}`).length;
        assert.equal(renamed, before, `${key} ${where(from)}`);
      }
      assert.ok(missing.length < keys.length * 0.6, `${missing.length} of ${keys.length} are free names`);
    });

    it(`offers in ${name} no key that is unknown where it is taken`, () => {
      const before = refusals(file, text);
      fc.assert(fc.property(fc.constantFrom(...keys), fc.nat(), ({ from, holder }, nth) => {
        const isFlow = text[holder.start] === '{';
        const column = from - text.lastIndexOf('\n', from - 1) - 1;
        const after = isFlow ? `, ${text.slice(from)}` : `\n${' '.repeat(column)}${text.slice(from)}`;
        const offered = askedAt(text.slice(0, from) + after, from).filter(({ kind }) => kind === 'key');
        const candidate = offered[nth % offered.length];
        if (!candidate) return;
        const { insert, from: at } = candidate;
        const taken = text.slice(0, at) + plainText(insert) + (/\n +- $/.test(insert) ? 'x' : '') + after;
        assert.deepEqual(refusals(file, taken).filter((one) => !before.includes(one)), [], `${insert} ${where(from)}`);
      }), { numRuns: RUNS, seed: SEED });
    });
  }
});
