import type { ProblemList } from '../read/problem-list';
import { child, type Tree } from '../yaml/tree';
import { textAt } from './parts';

/** As PANTHER makes a folder of a test's name. */
export const folderOf = (name: string): string => name.replaceAll(/[^a-zA-Z0-9_]/g, '_');

/** Tells at the second of two tests whose results would be in one folder; remembers all that it was asked about. */
export class TestFolders {
  private readonly first = new Map<string, { readonly name: string; readonly place: Tree }>();

  check(test: Tree, list: ProblemList): void {
    const place = child(test, 'name');
    const name = textAt(test, 'name');
    if (!place || name === undefined) return;
    const folder = folderOf(name);
    const twin = this.first.get(folder);
    if (!twin) {
      this.first.set(folder, { name, place });
      return;
    }
    list.at(place, 'same-folder', `"${name}" and "${twin.name}" become the same folder, ${folder}`, {
      severity: 'warning', found: name, related: [{ range: list.file.range(twin.place.start, twin.place.end), message: `"${twin.name}" has that folder` }],
    });
  }
}
