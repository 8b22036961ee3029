import fc from 'fast-check';

/** At this byte so many are taken away, and these come in their place. */
type Change = readonly [at: number, remove: number, insert: Uint8Array];
/** What happens to each file; an empty list: it is not there. */
export type Damage = { readonly [file: string]: readonly Change[] };

const change: fc.Arbitrary<Change> = fc.tuple(fc.nat(20_000), fc.nat(60), fc.oneof(fc.constantFrom('', 'null', '{}', '[]', '7', '"', '}', '\n', '{"toString":1}').map((word) => Buffer.from(word)), fc.uint8Array({ maxLength: 6 })));

export const damage = (files: readonly string[]): fc.Arbitrary<Damage> => fc.dictionary(fc.constantFrom(...files), fc.array(change, { maxLength: 4 }), { noNullPrototype: true });

/** Undefined: the file is not there. */
export function damagedBytes(bytes: Uint8Array, changes: readonly Change[] | undefined): Uint8Array | undefined {
  if (changes?.length === 0) return undefined;
  return (changes ?? []).reduce<Uint8Array>((given, [at, remove, insert]) => {
    const from = at % (given.length + 1);
    return Buffer.concat([given.subarray(0, from), insert, given.subarray(from + remove)]);
  }, bytes);
}
