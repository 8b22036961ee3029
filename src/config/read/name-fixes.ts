import type { NameError } from '../expressions/names';
import type { Expression } from '../expressions/template';
import type { Fix } from '../problem';
import type { TextFile } from '../yaml/text-file';
import type { ScalarTree } from '../yaml/tree';
import { partOf } from './places';

/** Names a secret in the list of the file, which is made where there is none. */
const declaring = (secret: string, file: TextFile): readonly Fix[] => {
  const title = `Declare it: secrets: [${secret}]`;
  const list = /^secrets:[ \t]*\[([^\]\n]*)\]/m.exec(file.text);
  if (list) {
    const at = list.index + list[0].length - 1;
    return [{ title, edits: [{ range: file.range(at, at), text: `${(list[1] ?? '').trim() === '' ? '' : ', '}${secret}` }] }];
  }
  const top = /^[A-Za-z]/m.exec(file.text);
  if (/^secrets:/m.test(file.text) || !top) return [];
  return [{ title, edits: [{ range: file.range(top.index, top.index), text: `secrets: [${secret}]\n` }] }];
};

/** What the name in an expression was probably meant to be. */
export const nameFixes = (file: TextFile, scalar: ScalarTree, text: string, part: Expression, { words = [], meant, secret }: NameError): { readonly fixes?: readonly Fix[] } => {
  if (secret !== undefined) {
    const fixes = declaring(secret, file);
    return fixes.length === 0 ? {} : { fixes };
  }
  const dotted = words.join('.');
  const place = partOf(file, scalar, text, part);
  const at = file.text.slice(place.from, place.to).indexOf(dotted);
  if (meant === undefined || at < 0 || !/^[\w-]+$/.test(meant)) return {};
  const to = place.from + at + dotted.length;
  return { fixes: [{ title: `Change to "${meant}"`, edits: [{ range: file.range(to - (words.at(-1)?.length ?? 0), to), text: meant }] }] };
};
