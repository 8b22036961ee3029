import { writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { until } from './until';

/** A step's program that says where it has come to and goes on when it may: `node latch.js NAME`, in the file's folder. */
export const LATCH_JS = `
const { existsSync, writeFileSync } = require('node:fs');
const name = process.argv[2];
writeFileSync(name + '.reached', '');
const timer = setInterval(() => { if (existsSync(name + '.open')) clearInterval(timer); }, 20);
`;

/** A latch that a step of the experiment waits at. */
export class Latch {
  constructor(private readonly folder: string, private readonly name: string) {}

  async reached(): Promise<void> {
    await until(`latch ${this.name}`, () => existsSync(path.join(this.folder, `${this.name}.reached`)), (there) => there, 30_000);
  }

  open(): Promise<void> {
    return writeFile(path.join(this.folder, `${this.name}.open`), '');
  }
}
