import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ExpressionScope, ServiceDraft, ServiceSpec } from '../config';
import { messageOf } from '../events';
import { readTextFile } from '../machine';
import type { CaseActions } from './case-actions';
import { StepError } from './step-context';

interface Needs {
  readonly draft: ServiceDraft;
  /** Absolute: the service's own folder. */
  readonly dir: string;
  /** Absolute: where templates are looked for. */
  readonly fileDir: string;
  readonly scope: ExpressionScope;
  readonly actions: Pick<CaseActions, 'resolveString'>;
}

/** Writes what a service finds in its folder when it starts; templates get their expressions replaced. @throws StepError, ConfigError */
export async function writeServiceFiles(files: NonNullable<ServiceSpec['files']>, { draft, dir, fileDir, scope, actions }: Needs): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const source = draft.sourceOf(`files.${name}`);
    try {
      const text = typeof content === 'string' ? content : actions.resolveString(await readTextFile(path.resolve(fileDir, content.from)), scope, source);
      const file = path.join(dir, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
      throw new StepError({ phase: 'services', kind: 'service', message: `The file ${name} of ${draft.name} cannot be written: ${messageOf(error)}`, source });
    }
  }
}
