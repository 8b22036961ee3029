import path from 'node:path';
import type { MetricsFormat } from '../../config';
import { messageOf, Observer, type EventOf } from '../../events';
import { writeAtomically } from '../../results';
import type { Log } from '../log/log';
import { exportMetrics, METRICS_FILES } from './export';
import type { MetricsObserver } from './metrics-observer';

/** Writes what was measured into the run's folder when the experiment has finished; register it after the metrics. */
export class MetricsFiles extends Observer {
  /** Resolves (never rejects) when the files are there, with what went wrong. */
  written: Promise<readonly Error[]> = Promise.resolve([]);

  constructor(private readonly dir: string, private readonly formats: readonly MetricsFormat[], private readonly metrics: MetricsObserver, private readonly log: Log) {
    super();
  }

  override interests(): readonly string[] {
    return ['experiment.finished'];
  }

  override onExperimentFinished(event: EventOf<'experiment.finished'>): void {
    const snapshot = this.metrics.snapshot();
    this.written = Promise.all([...new Set(this.formats)].map(async (format) => {
      try {
        await writeAtomically(path.join(this.dir, METRICS_FILES[format]), exportMetrics(snapshot, format));
        return [];
      } catch (error) {
        return [new Error(`${METRICS_FILES[format]} cannot be written: ${messageOf(error)}`, { cause: error })];
      }
    })).then((errors) => errors.flat());
    this.log.tell('metrics', 'debug', event, () => `${this.formats.map((format) => METRICS_FILES[format]).join(', ')} go into ${this.dir}`);
  }
}
