import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { l10n } from '../l10n';
import { toPath, toUri } from '../paths';
import { endOf } from './text-position';

export const LOG_SCHEME = 'experiment-observer-log';
/** Larger files are shown by their end: the editor would freeze on the rest. */
const WHOLE_BYTES = 5 * 1024 * 1024;
const TAIL_BYTES = 1024 * 1024;

/** Bytes of a log, `to` not included. */
export interface LogRange {
  readonly from: number;
  readonly to: number;
}

/** A part of a log that is too large for the editor: its end, or what is around a byte; the first line says what is missing. */
export const logTails: vscode.TextDocumentContentProvider = {
  async provideTextDocumentContent(uri) {
    const file = toPath(uri.with({ scheme: 'file', query: '', fragment: '' }));
    const { size } = await stat(file);
    const from = partStart(size, uri.fragment === '' ? undefined : Number(uri.fragment));
    return `${missingBefore(from, file)}${await textOf(file, { from, to: Math.min(size, from + TAIL_BYTES) })}`;
  },
};

/** Where the part of a large log begins that is shown. */
const partStart = (size: number, around: number | undefined): number =>
  Math.max(0, Math.min(size - TAIL_BYTES, around === undefined ? Infinity : around - TAIL_BYTES / 2));

const missingBefore = (from: number, file: string): string => (from === 0 ? '' : `${l10n.t('… {0} bytes before this are in {1}', from, file)}\n`);

async function textOf(file: string, { from, to }: LogRange): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.max(0, to - from)), 0, Math.max(0, to - from), from);
    return new TextDecoder().decode(buffer.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

/** Opens a log as a document of its own, with these bytes selected. @throws when the file is not there. */
export async function openLogFile(file: string, range?: LogRange, viewColumn?: vscode.ViewColumn): Promise<void> {
  const { size } = await stat(file);
  const large = size > WHOLE_BYTES;
  const uri = large ? toUri(file).with({ scheme: LOG_SCHEME, query: String(size), fragment: range === undefined ? '' : String(range.from) }) : toUri(file);
  const from = large ? partStart(size, range?.from) : 0;
  const selection = range === undefined ? undefined : await selectionOf(file, range, from, large ? missingBefore(from, file) : '');
  await vscode.window.showTextDocument(uri, { preview: true, ...(selection === undefined ? {} : { selection }), ...(viewColumn === undefined ? {} : { viewColumn }) });
}

/** @param start byte of the log at which the document begins, after `before`. */
async function selectionOf(file: string, { from, to }: LogRange, start: number, before: string): Promise<vscode.Range> {
  const head = `${before}${await textOf(file, { from: start, to: from })}`;
  const [begin, end] = [endOf(head), endOf(`${head}${await textOf(file, { from, to: Math.min(to, start + TAIL_BYTES) })}`)];
  return new vscode.Range(begin.line, begin.character, end.line, end.character);
}

/** The log files among these that have anything in them. */
export async function filled(files: readonly string[]): Promise<readonly string[]> {
  const sizes = await Promise.all(files.map((file) => stat(file).then(({ size }) => size, () => 0)));
  return files.filter((_, index) => (sizes[index] ?? 0) > 0);
}

/** Service logs of a test case, absolute. */
export const serviceLogs = (testDir: string, service: string): readonly string[] =>
  ['stdout', 'stderr'].map((stream) => path.join(testDir, 'services', `${service}.${stream}.log`));
