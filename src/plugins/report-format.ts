import type { RunSummary } from '../results';

/** A report format: `run --reporter NAME` prints it, `--reporter NAME=FILE` writes it. */
export interface ReportFormat {
  readonly name: string;
  /** The report of all runs of one command. What it throws is told, and changes no verdict. */
  render(runs: readonly RunSummary[]): string | Promise<string>;
}

export interface OwnedReportFormat {
  readonly plugin: string;
  readonly format: ReportFormat;
}
