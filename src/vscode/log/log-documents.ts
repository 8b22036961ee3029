import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { l10n } from '../l10n';
import { toPath, toUri } from '../paths';

export const LOG_SCHEME = 'experiment-observer-log';
/** Larger files are shown by their end: the editor would freeze on the rest. */
const WHOLE_BYTES = 5 * 1024 * 1024;
const TAIL_BYTES = 1024 * 1024;

/** The end of a log that is too large for the editor, with a first line that says so. */
export const logTails: vscode.TextDocumentContentProvider = {
  async provideTextDocumentContent(uri) {
    const file = toPath(uri.with({ scheme: 'file', query: '' }));
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      const from = Math.max(0, size - TAIL_BYTES);
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - from), 0, size - from, from);
      return `${l10n.t('… {0} bytes before this are in {1}', from, file)}\n${new TextDecoder().decode(buffer.subarray(0, bytesRead))}`;
    } finally {
      await handle.close();
    }
  },
};

/** Opens a log as a document of its own. @throws when the file is not there. */
export async function openLogFile(file: string): Promise<void> {
  const { size } = await stat(file);
  const uri = size > WHOLE_BYTES ? toUri(file).with({ scheme: LOG_SCHEME, query: String(size) }) : toUri(file);
  await vscode.window.showTextDocument(uri, { preview: true });
}

/** The log files among these that have anything in them. */
export async function filled(files: readonly string[]): Promise<readonly string[]> {
  const sizes = await Promise.all(files.map((file) => stat(file).then(({ size }) => size, () => 0)));
  return files.filter((_, index) => (sizes[index] ?? 0) > 0);
}

/** Service logs of a test case, absolute. */
export const serviceLogs = (testDir: string, service: string): readonly string[] =>
  ['stdout', 'stderr'].map((stream) => path.join(testDir, 'services', `${service}.${stream}.log`));
