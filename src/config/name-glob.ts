/** Matches the whole of a text: `*` is any run of characters, `?` one; everything else stands for itself. */
export function compileNameGlob(glob: string): (text: string) => boolean {
  const source = glob.replace(/[\\^$.*+?()[\]{}|]/g, (char) => (char === '*' ? '.*' : char === '?' ? '.' : `\\${char}`));
  const expression = new RegExp(`^${source}$`, 'su');
  return (text) => expression.test(text);
}
