import { freezeDeep } from './freeze';
import { Breather } from './breather';

/** So many take about a millisecond. */
const PIECE = 500;
const texts = new WeakMap<object, readonly string[]>();

/** Makes a list of as many items as there are sources, freezes it and turns it into JSON ahead, piece by piece: at once ten thousand would hold the event loop. */
export async function prepareList<S, T extends object>(sources: readonly S[], make: (source: S) => T): Promise<readonly T[]> {
  const breather = new Breather();
  const list: T[] = [];
  const pieces: string[] = [];
  for (let from = 0; from < sources.length; from += PIECE) {
    const piece = sources.slice(from, from + PIECE).map((source) => freezeDeep(make(source)));
    list.push(...piece);
    pieces.push(JSON.stringify(piece).slice(1, -1));
    await breather.breathe();
  }
  texts.set(Object.freeze(list), pieces);
  return list;
}

/** The JSON of this very list, in pieces to be joined by commas, if it was prepared and not taken yet: nobody needs it twice. */
export function takePrepared(list: readonly object[]): readonly string[] | undefined {
  const pieces = texts.get(list);
  texts.delete(list);
  return pieces;
}
