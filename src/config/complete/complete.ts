import * as z from 'zod';
import type { KnownName } from '../expressions/names';
import { references } from '../schema/refers-to';
import { alternatives, shape, type Schema } from '../schema/shape';
import type { Work } from '../work';
import { treeAt, type Tree } from '../yaml/tree';
import { allowedAt, MARK } from './allowed';
import { AroundReader } from './around';
import { escaped, likely, type Candidate } from './candidate';
import { schemaOf, type HelpOptions } from './dialect';
import { detailOf, expressionNames, expressionText, openExpression, type OpenExpression } from './expression-names';
import { allowedKeys, INDENT, isDeprecated, keyDetail, keyDocumentation, keyLeads, keyText } from './keys';
import { namesAt, type NamesHere } from './names-at';
import type { Cursor } from './outline-parts';
import { allowedValues, matrixValues, namesOf } from './values';

/** Where something is being written, and what is known there. */
interface Place {
  readonly root: Schema;
  readonly tree: Tree;
  readonly cursor: Cursor;
  readonly names: NamesHere;
}
type Draft = Omit<Candidate, 'from' | 'to' | 'end'>;

/** A value right behind its colon needs a space. */
const BEHIND_COLON = /^[ \t]*(?:- +)*["']?[\w-]+["']?:$/;
const DASH = '- ';

/** Tells what may be written at places of one file, however broken it is. */
export class Completer {
  private readonly reader = new AroundReader();

  *at(text: string, offset: number, options: HelpOptions = {}): Work<readonly Candidate[]> {
    const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
    const gap = BEHIND_COLON.test(line) && !/\S/.test(text[offset] ?? '\n') ? ' ' : '';
    const around = yield* this.reader.read(text.slice(0, offset) + gap + MARK + text.slice(offset), offset + gap.length, true);
    const { cursor, tree } = around;
    if (!cursor) return [];
    const names = namesAt(tree, cursor.path, Object.keys(options.environment ?? {}));
    const expression = openExpression(text, offset);
    if (expression) {
      // A file may have tens of thousands of names: each look at all of them is a step of its own.
      yield;
      const known = expressionNames(expression, names);
      yield;
      return ofExpression(expression, likely(known, text.slice(expression.from, offset), ({ name }) => name)).map((draft) => ({ ...draft, from: expression.from, to: offset, end: expression.to }));
    }
    const place: Place = { root: schemaOf(tree, options), tree, cursor, names };
    const from = gap === '' ? cursor.from : offset;
    return likely(unique(draftsAt(place)), text.slice(from, offset), ({ label }) => label).map((draft) => ({ ...draft, insert: gap + draft.insert, from, to: offset, end: Math.max(offset, cursor.to - MARK.length - gap.length) }));
  }
}

/** A word that may be a value and a key is offered once. */
const unique = (drafts: readonly Draft[]): readonly Draft[] => {
  const first = new Map<string, Draft>();
  for (const draft of drafts) if (!first.has(draft.label)) first.set(draft.label, draft);
  return [...first.values()];
};

const draftsAt = (place: Place): readonly Draft[] => {
  const { cursor, root, tree } = place;
  const { schemas, options } = allowedAt(root, tree, cursor.path);
  switch (cursor.role) {
    case 'text': return [];
    case 'key': return keys(options, treeAt(tree, cursor.path), place);
    case 'value': return values(schemas, options, place);
    case 'start': {
      const before = cursor.dashless ? DASH : '';
      const own = [...values(schemas, options, place, before), ...keys(options, undefined, place, before)];
      if (typeof cursor.path.at(-1) === 'number') return own;
      // A list begins with its first item.
      const elements = options.flatMap((option) => shape(option).elements);
      const items = elements.flatMap(alternatives);
      return [...values(elements, items, place, DASH), ...keys(items, undefined, { ...place, cursor: { ...cursor, column: cursor.column + INDENT } }, DASH), ...own];
    }
    default: return cursor.role satisfies never;
  }
};

const ofExpression = (expression: OpenExpression, names: readonly KnownName[]): readonly Draft[] =>
  names.map((name, rank) => {
    const detail = detailOf(name, expression.path);
    return { label: name.name, kind: 'expression', insert: escaped(expressionText(name, expression)), ...(detail === undefined ? {} : { detail }), rank, inSchema: false, leads: name.more };
  });

const values = (schemas: readonly Schema[], options: readonly Schema[], { root, tree, cursor: { path }, names }: Place, before = ''): readonly Draft[] => {
  const above = path.slice(0, -1);
  const holder = treeAt(tree, above);
  const inList = typeof path.at(-1) === 'number';
  const key = inList ? path.at(-2) : path.at(-1);
  const found = [...allowedValues(schemas, options, { path, holder }, names), ...matrixValues(allowedAt(root, tree, inList ? above.slice(0, -1) : above).options, String(key), names)];
  // A list says nothing twice.
  const said = new Set(holder?.kind === 'list' ? holder.items.map((item) => (item.kind === 'scalar' ? item.text : '')) : []);
  return [...new Map(found.map((one) => [one.text, one])).values()].filter(({ text }) => !said.has(text)).map(({ text, kind, detail }, rank) => ({
    label: before + text, kind, insert: escaped(before + text), ...(detail === undefined ? {} : { detail }), rank, inSchema: kind === 'value', leads: false,
  }));
};

const keys = (options: readonly Schema[], here: Tree | undefined, place: Place, before = ''): readonly Draft[] => {
  const { cursor, names, tree } = place;
  const text = (key: string, schemas: readonly Schema[]): string => (cursor.colon || cursor.quoted ? escaped(key) : keyText(key, schemas, cursor));
  const known = allowedKeys(options, here).map((one): Draft => {
    const { key, schemas, rank } = one;
    const documentation = keyDocumentation(schemas);
    return {
      label: key, kind: 'key', insert: text(key, schemas), detail: keyDetail(one), ...(documentation === '' ? {} : { documentation }), ...(isDeprecated(schemas) ? { deprecated: true as const } : {}),
      rank, inSchema: true, leads: !cursor.colon && keyLeads(schemas),
    };
  });
  const named = options.flatMap((option): readonly Draft[] => {
    const to = option instanceof z.ZodRecord ? references.get(option.keyType)?.to : undefined;
    if (to === undefined || !(option instanceof z.ZodRecord)) return [];
    const found = namesOf(to, { path: cursor.path, holder: treeAt(tree, cursor.path.slice(0, -1)) }, names);
    return found.map(({ text: key, detail }, rank) => ({ label: key, kind: 'name', insert: text(key, [option.valueType]), ...(detail === undefined ? {} : { detail }), rank, inSchema: false, leads: !cursor.colon && to === 'matrix key' }));
  });
  return [...known, ...named].filter(({ label }) => !cursor.taken.has(label)).map((draft) => ({ ...draft, label: before + draft.label, insert: before + draft.insert }));
};
