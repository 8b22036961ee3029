import type { Progress } from '../../observers';
import { finishedCount, type RunHead, type ServiceState, type TestState } from '../../results';
import { clockText } from '../text/duration';
import { printable } from '../text/printable';
import { outcomeStyle, type Colors } from './style';
import type { Line } from './live-frame';

/** What the live part shows, besides the state of the run itself. */
export interface Moment {
  readonly now: number;
  readonly spinner: string;
  readonly colors: Colors;
}

/** The line of the whole run: how far, how it stands, how long still. */
export function progressLine(head: RunHead, { now, spinner, colors }: Moment, remaining: Progress['remaining']): Line {
  const { counts } = head;
  const done = finishedCount(counts);
  const elapsed = head.started === undefined ? 0 : now - Date.parse(head.started);
  const bad = (['failed', 'error', 'cancelled', 'skipped'] as const).filter((outcome) => counts[outcome] > 0);
  const ending = head.status === 'stopping' ? 'stopping' : head.status === 'killing' ? 'killing' : undefined;
  const left = remaining === undefined || ending !== undefined || done === counts.total ? undefined : 'ms' in remaining ? clockText(remaining.ms + 999) : 'unknown';
  return [
    { text: `${spinner} `, style: colors.cyan },
    { text: `${done}/${counts.total}`, style: colors.bold },
    ...bad.flatMap((outcome) => [{ text: ', ' }, { text: `${counts[outcome]} ${outcome}`, style: outcomeStyle(outcome, colors) }]),
    { text: `, ${clockText(elapsed)}` },
    ...(left === undefined ? [] : [{ text: `, ETA ${left}`, style: colors.dim }]),
    ...(ending === undefined ? [] : [{ text: `, ${ending}`, style: colors.yellow }]),
  ];
}

/** A running test case with its phase and its services below it. */
export function testLines(test: TestState, label: string, { now, spinner, colors }: Moment): readonly Line[] {
  const elapsed = test.started === undefined ? 0 : now - Date.parse(test.started);
  const services = Object.values(test.services);
  return [
    [{ text: `  ${spinner} `, style: colors.cyan }, { text: label }, ...(test.attempt > 1 ? [{ text: `  attempt ${test.attempt}`, style: colors.yellow }] : []), { text: `  ${clockText(elapsed)}`, style: colors.dim }],
    [{ text: `      ${phaseText(test)}`, style: colors.dim }],
    ...services.map((service) => serviceLine(service, colors)),
  ];
}

function phaseText({ phase, steps }: TestState): string {
  const words = (phase ?? 'queued').replaceAll('_', ' ');
  const step = steps.find(({ status }) => status === 'running');
  return step === undefined ? words : `${words} › ${step.index + 1}. ${printable(step.name)}`;
}

function serviceLine({ name, status, ports, message }: ServiceState, colors: Colors): Line {
  const numbers = Object.values(ports);
  const port = status !== 'ready' || numbers.length === 0 ? '' : `, port ${numbers.join(', ')}`;
  const style = status === 'ready' ? colors.green : status === 'error' ? colors.red : colors.dim;
  return [
    { text: `      ${printable(name)} ` },
    { text: `${status}${port}${message === undefined ? '' : `: ${printable(message)}`}`, style },
  ];
}
