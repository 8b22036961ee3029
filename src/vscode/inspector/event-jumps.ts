import { stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { SourceRef } from '../../events';
import type { IndexedJournal } from '../../results';
import { engine } from '../engine';
import { goTo } from '../editor/go-to';
import { l10n } from '../l10n';
import { filled, openLogFile } from '../log/log-documents';
import { currentSource } from '../model/current-source';
import type { Experiment } from '../model/experiment';
import { localSource } from '../model/local-experiment';
import { baseName } from '../paths';
import { tell } from '../tell';
import type { ExperimentsTree } from '../tree/experiments-tree';
import type { Node } from '../tree/nodes';
import { logPlaceOf, sourceOfEvent, treePlaceOf, type LogPlace } from './event-places';
import type { Found } from './inspection';

/** From an event of one run to where it can be seen elsewhere in the window. */
export class EventJumps {
  /** @param dir the run's folder; @param experiment where the file is still listed. */
  constructor(
    private readonly dir: string, private readonly journal: IndexedJournal, private readonly tree: ExperimentsTree,
    private readonly experiment: () => Experiment | undefined,
  ) {}

  async places(found: Found): Promise<{ readonly config?: string; readonly tree?: string; readonly log?: string }> {
    const source = this.#source(found);
    const node = this.#node(found);
    const log = await this.#log(found);
    return {
      ...(source === undefined ? {} : { config: `${baseName(source.file)}:${source.range.start.line}` }),
      ...(node === undefined ? {} : { tree: node.experiment.name }),
      ...(log === undefined ? {} : { log: log.files[0] ?? '' }),
    };
  }

  async goTo(what: 'config' | 'tree' | 'log', found: Found): Promise<void> {
    switch (what) {
      case 'config': {
        const source = this.#source(found);
        return source === undefined ? tell(l10n.t('The event has no place in the config.')) : goTo(await this.#there(source, found), vscode.ViewColumn.Beside);
      }
      case 'tree': {
        const node = this.#node(found);
        if (node === undefined) return tell(l10n.t('The Experiments view has no row for this event any more.'));
        await this.tree.reveal(node, { select: true, focus: true });
        return;
      }
      case 'log': {
        const log = await this.#log(found);
        const [file] = log === undefined ? [] : await filled(this.#absolute(log));
        return file === undefined || log === undefined ? tell(l10n.t('There is no log of that moment.')) : openLogFile(file, { from: log.byte, to: log.end ?? log.byte }, vscode.ViewColumn.Beside);
      }
      default: return what satisfies never;
    }
  }

  /** In the file as it is now. */
  #source({ event, state }: Found): SourceRef | undefined {
    const source = sourceOfEvent(event, state);
    const experiment = this.experiment();
    const test = event.test === undefined ? undefined : experiment?.test(event.test);
    if (source === undefined || experiment === undefined) return source;
    if (test === undefined || event.test === undefined) return localSource(source, state.file, experiment);
    const then = Object.hasOwn(state.tests, event.test) ? state.tests[event.test] : undefined;
    return currentSource(experiment, then === undefined ? test : { ...test, state: then }, source, state.file);
  }

  /** The run's own copy, where it ran elsewhere and its file is not here. */
  async #there(source: SourceRef, { state }: Found): Promise<SourceRef> {
    if (source.file !== state.file || await stat(source.file).then(() => true, () => false)) return source;
    const { CONFIG_FILE } = await engine();
    return { ...source, file: path.join(this.dir, CONFIG_FILE) };
  }

  #node({ event }: Found): Node | undefined {
    const experiment = this.experiment();
    if (experiment === undefined) return undefined;
    const { test, detail } = treePlaceOf(event);
    return this.tree.find(experiment, test, detail);
  }

  #log({ position, event, state }: Found): Promise<LogPlace | undefined> {
    return logPlaceOf(this.journal, position, event, state);
  }

  #absolute({ files }: LogPlace): readonly string[] {
    return files.map((file) => path.join(this.dir, ...file.split('/')));
  }
}
