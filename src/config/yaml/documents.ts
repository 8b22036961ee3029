import { Composer, Parser, type Document } from 'yaml';

export interface Documents {
  /** Undefined: there is none. */
  readonly first: Document.Parsed | undefined;
  /** Offsets of further ones, which are not composed; no more than `most`. */
  readonly further: readonly number[];
}

/** The parser's errors are data here: nobody reads their stacks, and collecting them can take many times as long as the parsing. */
const withoutStacks = <T>(parse: () => T): T => {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return parse();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
};

/** Composes the first document of a text. @throws whatever the parser throws: a text may be nested too deeply for it */
export const documentsOf = (text: string, most: number): Documents => withoutStacks(() => {
  const composer = new Composer({ merge: true, uniqueKeys: false, prettyErrors: false, logLevel: 'silent' });
  const further: number[] = [];
  const composed: Document.Parsed[] = [];
  let began = false;
  let over = false;
  for (const token of new Parser().parse(text)) {
    if (began && token.type === 'document') {
      further.push(token.offset);
      if (further.length >= most) break;
    }
    // What stands before a further document is a part of that one.
    over ||= began && (token.type === 'document' || token.type === 'directive');
    began ||= token.type === 'document';
    if (!over) composed.push(...composer.next(token));
  }
  composed.push(...composer.end());
  return { first: composed[0], further };
});
