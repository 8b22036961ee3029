import type { SourcePosition, SourceRange, SourceRef } from '../../events';
import { formatPath, type Path } from '../path';
import type { Fix, Problem, Severity } from '../problem';
import type { ProblemCode } from '../problem-codes';
import type { Tree } from './tree';

const BOM = '\uFEFF';

export interface ProblemDetails {
  readonly path?: Path;
  readonly severity?: Severity;
  readonly found?: string;
  readonly expected?: string;
  readonly related?: Problem['related'];
  readonly fixes?: readonly Fix[];
  readonly deprecated?: true;
}

/** A text with its lines: turns offsets into places and problems. */
export class TextFile {
  private readonly starts: number[] = [0];
  /** Somewhere in it. */
  readonly hasExpressions: boolean;

  constructor(readonly file: string, readonly text: string) {
    this.hasExpressions = text.includes('${{');
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.starts.push(at + 1);
  }

  /** Without its byte order mark. */
  static of(file: string, text: string): TextFile {
    return new TextFile(file, text.startsWith(BOM) ? text.slice(1) : text);
  }

  position(offset: number): SourcePosition {
    const at = Math.max(0, Math.min(offset, this.text.length));
    const index = this.lineAt(at);
    return { line: index + 1, column: at - (this.starts[index] ?? 0) + 1 };
  }

  /** The offsets of the line that an offset is in, without its end. */
  line(offset: number): { readonly start: number; readonly end: number } {
    const index = this.lineAt(offset);
    return { start: this.starts[index] ?? 0, end: (this.starts[index + 1] ?? this.text.length + 1) - 1 };
  }

  private lineAt(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  range(from: number, to: number): SourceRange {
    return { start: this.position(from), end: this.position(Math.max(from, to)) };
  }

  /** Key and value, or the whole item. */
  source(tree: Tree): SourceRef {
    return { file: this.file, path: formatPath(tree.path), range: this.range(tree.from, tree.end) };
  }

  problem(from: number, to: number, code: ProblemCode, message: string, details: ProblemDetails = {}): Problem {
    const { path = [], severity = 'error', ...rest } = details;
    return { file: this.file, range: this.range(from, to), path: formatPath(path), severity, code, message, ...rest };
  }

  /** A problem of the value; `whole` also marks its key. */
  at(tree: Tree, code: ProblemCode, message: string, details: ProblemDetails & { readonly whole?: boolean } = {}): Problem {
    const { whole = false, ...rest } = details;
    return this.problem(whole ? tree.from : tree.start, tree.end, code, message, { path: tree.path, ...rest });
  }
}
