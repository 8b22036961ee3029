import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ts from 'typescript';
import { builtCli } from '../../cli/built-cli';

const npm = (args: readonly string[], cwd: string): string => {
  const { status, stdout, stderr } = spawnSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd, encoding: 'utf8', shell: process.platform === 'win32' });
  if (status !== 0) throw new Error(`npm ${args.join(' ')}: ${stderr}${stdout}`);
  return stdout.trim();
};

/** A folder of somebody else's, in which the package is installed as npm would install it. */
export class Consumer {
  private constructor(readonly dir: string) {}

  static async install(): Promise<Consumer> {
    await builtCli();
    if (!existsSync('dist/index.d.ts') || !existsSync('api.d.ts')) {
      const { status, stderr } = spawnSync(process.execPath, ['scripts/declarations.mjs'], { encoding: 'utf8' });
      if (status !== 0) throw new Error(stderr);
    }
    const dir = mkdtempSync(path.join(tmpdir(), 'consumer-'));
    writeFileSync(path.join(dir, 'package.json'), '{ "name": "consumer", "private": true }');
    const archive = npm(['pack', '--pack-destination', dir, '--ignore-scripts'], process.cwd()).split('\n').at(-1) ?? '';
    npm(['install', path.join(dir, archive), '--offline', '--ignore-scripts', '--no-save'], dir);
    return new Consumer(dir);
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }

  write(files: { readonly [name: string]: string }): void {
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(this.dir, name), text);
  }

  /** @returns what it printed on both streams */
  run(script: string, { args = [], input = '' }: { readonly args?: readonly string[]; readonly input?: string } = {}): readonly [stdout: string, stderr: string] {
    const { stdout, stderr } = spawnSync(process.execPath, [script, ...args], { cwd: this.dir, encoding: 'utf8', input });
    return [stdout, stderr];
  }

  /** What a strict compiler finds in these files and in the declarations of the package, without any other package's types. */
  typeErrors(names: readonly string[], resolution: 'node16' | 'bundler', types: readonly string[] = []): readonly string[] {
    const node16 = resolution === 'node16';
    const program = ts.createProgram(names.map((name) => path.join(this.dir, name)), {
      strict: true, noEmit: true, noImplicitOverride: true, target: ts.ScriptTarget.ES2022, lib: ['lib.es2023.d.ts'],
      types: [...types], typeRoots: [path.resolve('node_modules/@types')],
      module: node16 ? ts.ModuleKind.Node16 : ts.ModuleKind.ESNext,
      moduleResolution: node16 ? ts.ModuleResolutionKind.Node16 : ts.ModuleResolutionKind.Bundler,
    });
    return ts.getPreEmitDiagnostics(program).map(({ messageText, file }) => `${path.basename(file?.fileName ?? '')}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
  }
}
