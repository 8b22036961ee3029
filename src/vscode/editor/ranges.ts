import * as vscode from 'vscode';
import type { SourcePosition, SourceRange } from '../../events';

/** Places in files count from 1, the editor's from 0. */
export const toRange = ({ start, end }: SourceRange): vscode.Range => new vscode.Range(toPosition(start), toPosition(end));

const toPosition = ({ line, column }: SourcePosition): vscode.Position => new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1));

export const fromPosition = ({ line, character }: vscode.Position): SourcePosition => ({ line: line + 1, column: character + 1 });
