import { randomBytes } from 'node:crypto';

/** What the runner of GitHub Actions reads in a job's log. */
type WorkflowCommand = 'error' | 'warning' | 'group' | 'endgroup' | 'stop-commands';

const escapeData = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const escapeProperty = (text: string): string => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** One line, as in `::error file=a.yaml,line=1,title=x::message`. */
export function workflowCommand(name: WorkflowCommand, message = '', properties: { readonly [key: string]: string | number } = {}): string {
  const given = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`).join(',');
  return `::${name}${given === '' ? '' : ` ${given}`}::${escapeData(message)}`;
}

/** Lines that the runner only prints, whatever stands in them: output of programs could give it commands. */
export function verbatim(lines: readonly string[]): readonly string[] {
  if (!lines.some((line) => line.includes('::') || line.includes('##['))) return lines;
  const token = randomBytes(16).toString('hex');
  return [workflowCommand('stop-commands', token), ...lines, `::${token}::`];
}
