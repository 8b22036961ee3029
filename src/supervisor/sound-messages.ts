import { isMap, shapes, type Shape } from '../events';
import type { ExitStatus, Leftover, ProcessUsage } from './processes';
import type { KnownProcess } from './process-row';
import type { SupervisorAnswer, SupervisorMessage, SupervisorOrders, SupervisorRequest } from './protocol';

const { fields, flag, listOf, map, nullable, optional, text } = shapes;

/** All that is told with a kind. */
type Told<Union extends { readonly kind: string }, Kind extends Union['kind'], Unchecked extends string = never> = Omit<Extract<Union, { readonly kind: Kind }>, 'kind' | Unchecked>;

const whole: Shape = (value) => (Number.isSafeInteger(value) ? undefined : ': expected a whole number');
const amount: Shape = (value) => (typeof value === 'number' && value >= 0 ? undefined : ': expected a number of zero or more');
/** 0 and less mean groups, 1 is the system's: whoever takes one of these for a process signals everybody. */
const pid: Shape = (value) => (Number.isSafeInteger(value) && (value as number) > 1 ? undefined : ': expected the number of a process');

const status = fields<ExitStatus>({ code: nullable(whole), signal: nullable(text), killed: flag });
const usage = fields<ProcessUsage>({ cpuMs: amount, memoryBytes: amount, peakMemoryBytes: amount, processes: amount, elapsedMs: amount });

const ANSWERS: { readonly [Kind in SupervisorAnswer['kind']]: Shape } = {
  spawned: fields<Told<SupervisorAnswer, 'spawned'>>({ process: fields<KnownProcess>({ pid, startTime: text }), main: pid }),
  stopped: fields<Told<SupervisorAnswer, 'stopped'>>({ status }),
  swept: fields<Told<SupervisorAnswer, 'swept'>>({ leftovers: listOf(fields<Leftover>({ pid, command: text, found_by: text, ended: flag })) }),
  done: map,
  failed: fields<Told<SupervisorAnswer, 'failed', 'code'>>({ message: text }),
};
const MESSAGES: { readonly [Kind in SupervisorMessage['kind']]: Shape } = {
  ready: map,
  answer: fields<Told<SupervisorMessage, 'answer'>>({ seq: whole, answer: (value) => (isOneOf(ANSWERS, value) ? undefined : ': expected an answer') }),
  exited: fields<Told<SupervisorMessage, 'exited'>>({ child: whole, status }),
  ended: fields<Told<SupervisorMessage, 'ended'>>({ child: whole, status, usage: optional(usage), clean: optional(flag), silent: optional(flag), next: optional(whole) }),
  usage: fields<Told<SupervisorMessage, 'usage'>>({ child: whole, usage }),
  'output-lost': fields<Told<SupervisorMessage, 'output-lost'>>({ child: whole, message: text }),
  broken: fields<Told<SupervisorMessage, 'broken'>>({ message: text }),
};
const request = fields<Pick<SupervisorRequest, 'seq'>>({ seq: whole });
const REQUESTS: { readonly [Kind in SupervisorRequest['kind']]: Shape } = {
  spawn: request, go: request, drop: request, stop: request, signal: request, 'kill-all': request, sweep: request, 'release-ports': request, end: request, alive: request,
};
const ORDERS: { readonly [Kind in SupervisorOrders['kind']]: Shape } = { begin: fields<Pick<SupervisorOrders, 'recordFile'>>({ recordFile: text }) };

function isOneOf(kinds: { readonly [kind: string]: Shape }, value: unknown): boolean {
  if (!isMap(value) || typeof value['kind'] !== 'string' || !Object.hasOwn(kinds, value['kind'])) return false;
  return kinds[value['kind']]?.(value) === undefined;
}

/** What the host relies on: by what the supervisor tells, it ends processes. */
export const isSupervisorMessage = (message: unknown): message is SupervisorMessage => isOneOf(MESSAGES, message);

export const isSupervisorOrders = (message: unknown): message is SupervisorOrders => isOneOf(ORDERS, message);

/** It can be answered; what is wrong with the rest of it, the answer says. */
export const isSupervisorRequest = (message: unknown): message is SupervisorRequest => isOneOf(REQUESTS, message);
