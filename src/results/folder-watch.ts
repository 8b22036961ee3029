import { watch, type FSWatcher } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';

interface Folder { readonly dir: string; readonly ino: number }

/** Tells that something in a folder may have changed. One that is not there yet is waited for in the nearest folder above it. */
export class FolderWatch {
  #watcher: FSWatcher | undefined;
  #watched: Folder | undefined;
  #closed = false;

  constructor(readonly dir: string, private readonly changed: () => void) {}

  /** To be called before each look into the folder. @returns false when nothing will tell of a change: look again by yourself. */
  async arm(): Promise<boolean> {
    for (;;) {
      const nearest = await nearestFolder(this.dir);
      if (this.#closed || nearest === undefined) return false;
      if (this.#watcher !== undefined && this.#watched?.dir === nearest.dir && this.#watched.ino === nearest.ino) return true;
      this.#release();
      try {
        // A window, or a program that is done otherwise, is not kept from ending.
        this.#watcher = watch(nearest.dir, { persistent: false }, () => this.changed());
        this.#watcher.on('error', () => this.#release());
        this.#watched = nearest;
      } catch {
        return false;
      }
      // Once more: a nearer one may have appeared meanwhile.
    }
  }

  close(): void {
    this.#closed = true;
    this.#release();
  }

  #release(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
    this.#watched = undefined;
  }
}

async function nearestFolder(wanted: string): Promise<Folder | undefined> {
  for (let dir = path.resolve(wanted); ; dir = path.dirname(dir)) {
    const found = await stat(dir).catch(() => undefined);
    if (found?.isDirectory() === true) return { dir, ino: found.ino };
    if (path.dirname(dir) === dir) return undefined;
  }
}
