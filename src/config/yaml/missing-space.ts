/** The dash of an item with a key right after it, at the start of a line. */
const DASHED = /^[ \t]*(?:-[ \t]+)*(-)([A-Za-z_][\w-]*):(?=\s|$)/;

/** What is said of a key that begins with the dash of a list item; undefined: none does. */
export const missingSpace = (key: string): string | undefined =>
  (/^-[A-Za-z_]/.test(key) ? `A space is expected after the "-" of a list item: "- ${key.slice(1)}"` : undefined);

/** Such a key at the start of a line, as offsets within the line. */
export const dashedKey = (line: string): { readonly from: number; readonly to: number; readonly key: string } | undefined => {
  const [all, , name] = DASHED.exec(line) ?? [];
  if (all === undefined || name === undefined) return undefined;
  return { from: all.length - name.length - 2, to: all.length - 1, key: `-${name}` };
};
