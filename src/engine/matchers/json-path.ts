/** `missing` tells an absent value from a null one. */
export type JsonLookup = { readonly found: true; readonly value: unknown } | { readonly found: false };

/** Looks up `a.b[0].c`, `$.a["b c"]` over own properties; an empty path or `$` is the value itself. */
export function lookUpJson(value: unknown, path: string): JsonLookup {
  let current = value;
  for (const part of jsonPathParts(path)) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, part)) return { found: false };
    current = Reflect.get(current, part);
  }
  return { found: true, value: current };
}

function jsonPathParts(path: string): readonly string[] {
  const word = /\.?([^.[\]]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\['((?:[^'\\]|\\.)*)'\]/gy;
  const parts: string[] = [];
  const rest = path.replace(/^\$\.?/, '');
  for (let match = word.exec(rest); match !== null; match = word.exec(rest)) {
    const part = match[1] ?? match[2] ?? (match[3] ?? match[4])?.replace(/\\(.)/g, '$1');
    if (part !== undefined) parts.push(part);
  }
  return parts;
}
