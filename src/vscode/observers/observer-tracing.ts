import * as vscode from 'vscode';
import type { Registration, TracedDelivery } from '../../events';
import { l10n } from '../l10n';
import type { LogBuffer } from '../log/log-buffer';
import type { Runs } from '../runs/runs';
import type { DeliveryTraces } from './delivery-traces';
import { deliveryLine } from './delivery-line';
import { tellBriefly } from '../tell';

/** Switches the tracing of observers on and off while runs are under way: each delivery goes into the log and into the store. */
export class ObserverTracing implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  /** Who is traced has changed. */
  readonly onDidChange = this.#changed.event;
  readonly #registrations = new Map<string, Registration>();
  readonly #names = new Set<string>();
  readonly #listener: vscode.Disposable;
  #all = false;

  constructor(private readonly runs: Runs, private readonly traces: DeliveryTraces, private readonly log: LogBuffer) {
    this.#listener = runs.onDidChange(({ run, event }) => {
      if (event === undefined) this.#follow(run.id);
    });
  }

  /** Whether every observer is traced. */
  get all(): boolean {
    return this.#all;
  }

  isTraced(observer: string): boolean {
    return this.#all || this.#names.has(observer);
  }

  traceAll(on: boolean): void {
    this.#all = on;
    if (!on) this.#names.clear();
    this.#tell(on ? l10n.t('all observers are traced') : l10n.t('observers are no longer traced'));
  }

  /** @param observer its name: it is traced in every run. */
  trace(observer: string, on: boolean): void {
    if (on) this.#names.add(observer);
    else this.#names.delete(observer);
    this.#tell(on ? l10n.t('observer {0} is traced', observer) : l10n.t('observer {0} is no longer traced', observer));
  }

  dispose(): void {
    this.#listener.dispose();
    for (const registration of this.#registrations.values()) registration.dispose();
    this.#changed.dispose();
  }

  #tell(what: string): void {
    for (const run of this.runs.live) this.#follow(run.id);
    const hidden = !this.log.shows('trace') && this.isOn;
    tellBriefly(hidden ? `${what}; ${l10n.t('set the level of the Experiments channel to Trace to see each delivery')}` : what);
    this.log.add('info', hidden ? `${what}; ${l10n.t('each delivery is a line of level trace, or debug when it took over 1 ms: set the level of this channel to see them')}` : what);
    void vscode.commands.executeCommand('setContext', 'experimentObserver.tracing', this.#all);
    this.#changed.fire();
  }

  get isOn(): boolean {
    return this.#all || this.#names.size > 0;
  }

  /** A tracer costs: there is one only while it is wanted, and the run goes on. */
  #follow(run: string): void {
    const events = this.runs.events(run);
    const registration = this.#registrations.get(run);
    if (events !== undefined && this.isOn) {
      if (registration === undefined) this.#registrations.set(run, events.trace((delivery) => this.#hear(run, delivery)));
      return;
    }
    registration?.dispose();
    this.#registrations.delete(run);
  }

  #hear(run: string, delivery: TracedDelivery): void {
    if (!this.isTraced(delivery.observer)) return;
    this.traces.add(run, delivery);
    const level = delivery.duration_ms > 1 || delivery.error !== undefined ? 'debug' : 'trace';
    if (this.log.shows(level)) this.log.add(level, deliveryLine(delivery));
  }
}
