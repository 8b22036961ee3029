/** The dash of an item with a key right after it, at the start of a line. */
const DASHED = /^[ \t]*(?:-[ \t]+)*-([A-Za-z_][\w-]*):(?=\s|$)/;

const messageFor = (name: string): string => `A space is expected after the "-" of a list item: "- ${name}"`;

/** What is said of a key that begins with the dash of a list item; undefined: none does. */
export const missingSpace = (key: string): string | undefined => (/^-[A-Za-z_]/.test(key) ? messageFor(key.slice(1)) : undefined);

/** Such a key at the start of a line, as offsets within the line, and what is said of it. */
export const dashedKey = (line: string): { readonly from: number; readonly to: number; readonly message: string } | undefined => {
  const [all, name] = DASHED.exec(line) ?? [];
  if (all === undefined || name === undefined) return undefined;
  return { from: all.length - name.length - 2, to: all.length - 1, message: messageFor(name) };
};
