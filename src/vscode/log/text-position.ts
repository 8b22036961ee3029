/** Where a text ends, counted as editors do: lines and UTF-16 units from 0. */
export function endOf(text: string): { readonly line: number; readonly character: number } {
  const lines = text.split(/\r\n|\r|\n/);
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}
