/** The cycles where each name leads to one other at most; each once, from its first name on. */
export const rings = (names: readonly string[], next: (name: string) => string | undefined): readonly (readonly string[])[] => {
  const found: (readonly string[])[] = [];
  const walked = new Set<string>();
  for (const start of names) {
    const path = new Map<string, number>();
    let name: string | undefined = start;
    while (name !== undefined && !walked.has(name) && !path.has(name)) {
      path.set(name, path.size);
      name = next(name);
    }
    const begin = name === undefined ? undefined : path.get(name);
    const all = [...path.keys()];
    if (begin !== undefined) found.push(all.slice(begin));
    for (const one of all) walked.add(one);
  }
  return found;
};
