/** What a person means by a pattern: `#smoke` a tag, else a part of a name; with `*` or `?` the whole name. */
export interface Pattern {
  readonly text: string;
  matches(test: { readonly name: string; readonly base: string; readonly id: string; readonly tags: readonly string[] }): boolean;
}

type Compile = (glob: string) => (text: string) => boolean;

/** @param compile matches the whole of a text against a glob */
export function patternOf(text: string, compile: Compile): Pattern {
  const wanted = text.trim();
  if (wanted.startsWith('#')) return { text: wanted, matches: ({ tags }) => tags.includes(wanted.slice(1)) };
  const glob = compile((/[*?]/.test(wanted) ? wanted : `*${wanted}*`).toLowerCase());
  return { text: wanted, matches: ({ name, base, id }) => [name, base, id].some((one) => glob(one.toLowerCase())) };
}
