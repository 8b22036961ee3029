export type Path = readonly (string | number)[];

/** `tests[2].services.server`; keys that are no words are quoted. */
export const formatPath = (path: Path): string => {
  let text = '';
  for (const part of path) text = extendPath(text, part);
  return text;
};

const WORD = /^[A-Za-z_][\w-]*$/;

/** The formatted path of what stands below another. */
export const extendPath = (text: string, part: string | number): string => {
  if (typeof part === 'number') return `${text}[${part}]`;
  if (!WORD.test(part)) return `${text}[${JSON.stringify(part)}]`;
  return text === '' ? part : `${text}.${part}`;
};

/** The other way round; what is no path ends the reading. */
export const parsePath = (text: string): Path => {
  const parts: (string | number)[] = [];
  const word = /\.?([^.[\]]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/gy;
  for (let match = word.exec(text); match; match = word.exec(text)) {
    if (match[1] !== undefined) parts.push(match[1]);
    else if (match[2] !== undefined) parts.push(Number(match[2]));
    else if (match[3] !== undefined) {
      try {
        parts.push(String(JSON.parse(match[3])));
      } catch {
        return parts;
      }
    }
  }
  return parts;
};
