import type * as z from 'zod';
import { closest } from '../distance';
import { nameError, type Names } from '../expressions/names';
import { parseTemplate, hasExpression, type Expression } from '../expressions/template';

import type { Fix, Problem, Severity } from '../problem';
import type { ProblemCode } from '../problem-codes';
import { meaning } from '../fixes';
import { unknownKeys } from '../schema/unknown-keys';
import { awaitsExpression, check, describe, messageOf, type Finding } from '../schema/validate';
import type { ProblemDetails, TextFile } from '../yaml/text-file';
import { nearest, scalars, type ScalarTree, type Tree } from '../yaml/tree';
import { headOf, partOf } from './places';
import { missingSpace } from '../yaml/missing-space';
import { spaceFix } from './syntax-fixes';
import type { ProblemLimit } from './problem-limit';
import { nameFixes } from './name-fixes';
import { valueFixes } from './value-fixes';

/** A part of a test that was checked while its expressions still stood in it. */
export interface CheckedPart {
  readonly schema: z.ZodType;
  readonly value: unknown;
  readonly tree: Tree;
  readonly name: string;
  /** With the conditions of the part. */
  readonly whole: unknown;
  /** Its expressions stand where no text is wanted. */
  readonly awaits: boolean;
}

/** Gathers what is wrong with one part of a file. */
export class ProblemList {
  private readonly told: Problem[] = [];
  /** How many there are, those that are not told included. */
  count = 0;
  errorCount = 0;
  /** Names of the variables that were used. */
  readonly usedVariables = new Set<string>();
  /** What `checkPart` was given. */
  readonly parts: CheckedPart[] = [];
  /** How many findings were about what still waits for its expressions. */
  private awaited = 0;

  /** @param limit that of its file; without one everything is told */
  constructor(readonly file: TextFile, private readonly limit?: ProblemLimit) {}

  get problems(): readonly Problem[] {
    return this.told;
  }

  get errors(): readonly Problem[] {
    return this.told.filter(({ severity }) => severity === 'error');
  }

  /** Beyond the file's limit only the first error, for a part that has one is broken. */
  tell(problem: Problem): void {
    const error = problem.severity === 'error';
    if (this.limit?.admits(problem) !== false || error && this.errorCount === 0) this.told.push(problem);
    this.count++;
    if (error) this.errorCount++;
  }

  /** One by one: of hundreds of thousands no call takes all. */
  add(problems: Iterable<Problem>): void {
    for (const problem of problems) this.tell(problem);
  }

  /** Marks the value; its key where there is none. */
  at(tree: Tree, code: ProblemCode, message: string, details: ProblemDetails = {}): void {
    if (tree.kind === 'scalar' && tree.broken === true) return;
    this.tell(this.file.at(tree, code, message, { whole: tree.start >= tree.end, ...details }));
  }

  /** Marks the key, or the first line of an item. */
  atHead(tree: Tree, code: ProblemCode, message: string, details: ProblemDetails = {}): void {
    const { from, to } = headOf(this.file, tree);
    this.tell(this.file.problem(from, to, code, message, { path: tree.path, ...details }));
  }

  atPart(tree: ScalarTree, text: string, part: Pick<Expression, 'from' | 'to'>, code: ProblemCode, message: string, details: ProblemDetails = {}): void {
    const { from, to } = partOf(this.file, tree, text, part);
    this.tell(this.file.problem(from, to, code, message, { path: tree.path, found: text.slice(part.from, part.to), ...details }));
  }

  /** Checks a value; what still waits for its expressions is left for the run. */
  check<Schema extends z.ZodType>(schema: Schema, value: unknown, tree: Tree, name: string): z.output<Schema> | undefined {
    const { data, findings } = check(schema, value);
    for (const finding of findings) {
      if (awaitsExpression(finding, value)) this.awaited++;
      else this.finding(finding, tree, name);
    }
    return data;
  }

  /** As `check`, of a part that is checked again once its expressions have values. */
  checkPart(schema: z.ZodType, value: unknown, tree: Tree, name: string, whole: unknown = value): void {
    const before = this.awaited;
    this.check(schema, value, tree, name);
    if (this.file.hasExpressions) this.parts.push({ schema, value, tree, name, whole, awaits: this.awaited > before });
  }

  unknownKeys(schemas: readonly z.ZodType[], tree: Tree, severity: Severity = 'warning'): void {
    for (const { tree: value, key, later, meant, taken } of unknownKeys(schemas, tree)) {
      if (later) this.atHead(value, 'not-yet-supported', `"${key}" is part of the format, but not supported yet`, { found: key });
      else {
        if (this.itemWithoutSpace(value, key)) continue;
        const fixes = meant === undefined || taken ? {} : { fixes: [this.renaming(value, meant)] };
        this.atHead(value, 'unknown-key', `"${key}" is not known here and has no effect.${meant === undefined ? '' : ` Did you mean "${meant}"?`}`, { severity, found: key, ...fixes });
      }
    }
  }

  /** Tells a key that is an item without a space after its dash; whether it is one. */
  itemWithoutSpace(value: Tree, key: string): boolean {
    const message = missingSpace(key);
    const { from } = headOf(this.file, value);
    if (message === undefined || this.file.text[from] !== '-') return false;
    this.atHead(value, 'missing-space', message, { found: key, fixes: [spaceFix(from, this.file)] });
    return true;
  }

  /** The same of a map in the place of a list. */
  itemsWithoutSpace(tree: Tree): boolean {
    const [first] = tree.kind === 'map' ? tree.entries : [];
    return first !== undefined && this.itemWithoutSpace(first[1], first[0]);
  }

  /** Tells a value that names nothing, with what may have been meant. */
  unknown(tree: Tree, code: ProblemCode, message: string, known: readonly string[], more = '', details: ProblemDetails = {}): void {
    const word = tree.kind === 'scalar' ? String(tree.value) : '';
    const meant = closest(word, known);
    this.at(tree, code, `${message}${meant === undefined ? '' : ` Did you mean "${meant}"?`}${more}`, { found: word, ...details, ...meaning(this.file, tree, meant) });
  }

  /** The same of a key. */
  unknownAtHead(value: Tree, code: ProblemCode, message: string, key: string, known: readonly string[]): void {
    const meant = closest(key, known);
    this.atHead(value, code, `${message}${meant === undefined ? '' : ` Did you mean "${meant}"?`}`, { found: key, ...(meant === undefined ? {} : { fixes: [this.renaming(value, meant)] }) });
  }

  /** Gives the key of an entry another name. */
  renaming(value: Tree, name: string): Fix {
    const { from, to } = headOf(this.file, value);
    return { title: `Change to "${name}"`, edits: [{ range: this.file.range(from, to), text: name }] };
  }

  /** Checks every expression below the tree, and remembers which variables they use. */
  expressions(tree: Tree, names: Names): void {
    for (const scalar of scalars(tree)) {
      const { value } = scalar;
      if (typeof value !== 'string' || !hasExpression(value)) continue;
      const { parts, errors } = parseTemplate(value);
      for (const error of errors) this.atPart(scalar, value, error, 'bad-expression', error.message);
      for (const part of parts) {
        if (typeof part === 'string') continue;
        const [root, name] = part.path;
        if (root === 'variables' && name !== undefined) this.usedVariables.add(name);
        const error = nameError(part, names);
        if (error) this.atPart(scalar, value, part, error.code, error.message, nameFixes(this.file, scalar, value, part, error));
      }
    }
  }

  finding(finding: Finding, tree: Tree, name: string): void {
    const { path, code, found, expected } = finding;
    const message = messageOf(finding, name);
    const details = { found: describe(found), expected };
    if (code === 'missing-key') {
      const parent = nearest(tree, path);
      this.atHead(parent, code, message, { ...details, path: [...parent.path, ...path.slice(-1)] });
    } else if (code === 'invalid-name') this.atHead(nearest(tree, path), code, message, details);
    else if (!expected.includes('a list') || !this.itemsWithoutSpace(nearest(tree, path))) this.at(nearest(tree, path), code, message, { ...details, ...valueFixes(finding, nearest(tree, path), this.file) });
  }
}

