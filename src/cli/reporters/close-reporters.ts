import type { Output } from '../output';
import { EXIT, type ExitCode } from '../exit-code';
import { ReportFileError } from '../report-file';
import type { Reporter } from './reporter';

/** After the last run: what is shown and written once. A report that cannot be written keeps no other from it. */
export async function closeReporters(reporters: readonly Reporter[], err: Output): Promise<ExitCode> {
  let code: ExitCode = EXIT.passed;
  for (const reporter of reporters) {
    try {
      await reporter.close?.();
    } catch (error) {
      if (!(error instanceof ReportFileError)) throw error;
      err.line(`error: ${error.message}`);
      code = EXIT.broken;
    }
  }
  return code;
}
