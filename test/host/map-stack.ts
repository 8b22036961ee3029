import { existsSync, readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import path from 'node:path';

/** The host builds stacks itself, so a bundle's positions are turned into those of its sources afterwards. */
export function mapStack(stack: string): string {
  return stack.replaceAll(/(\/[^\s():]+\.js):(\d+):(\d+)/g, (found: string, file: string, line: string, column: string) => {
    if (!existsSync(`${file}.map`)) return found;
    const map = new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')) as SourceMapPayload);
    const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
    if (!('originalSource' in entry)) return found;
    return `${path.resolve(path.dirname(file), entry.originalSource)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}
