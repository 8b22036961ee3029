import type { MetricsFormat } from '../../config';
import { EventManager } from '../../events';
import { journalEvents } from '../../results';
import { metricsCsv } from './csv';
import { MetricsObserver } from './metrics-observer';
import type { MetricsSnapshot } from './metrics-snapshot';
import { metricsText } from './openmetrics';

/** Names of the files in a run's folder. */
export const METRICS_FILES: { readonly [format in MetricsFormat]: string } = {
  json: 'metrics.json', csv: 'metrics.csv', openmetrics: 'metrics.openmetrics.txt',
};

/** Metrics as the text of a file, part by part. */
export function exportMetrics(snapshot: MetricsSnapshot, format: MetricsFormat): Iterable<string> {
  switch (format) {
    case 'json':
      return [`${JSON.stringify(snapshot, undefined, 2)}\n`];
    case 'csv':
      return metricsCsv(snapshot);
    case 'openmetrics':
      return metricsText(snapshot);
    default:
      return format satisfies never;
  }
}

/** What was measured in a run that is over, or as far as it has come. @throws Error when the journal cannot be read. */
export async function metricsOfJournal(journal: string): Promise<MetricsSnapshot> {
  const events = new EventManager();
  const metrics = new MetricsObserver();
  events.registerObserver('**', metrics);
  for await (const batch of journalEvents(journal, () => undefined)) for (const event of batch) events.deliverEvent(event);
  return metrics.snapshot();
}
