import type { SupervisorAnswer, SupervisorMessage, SupervisorOrders, SupervisorRequest } from './protocol';

type Fields = { readonly [name: string]: unknown };
type Check = (value: unknown) => boolean;

const isMap = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText: Check = (value) => typeof value === 'string';
const isFlag: Check = (value) => typeof value === 'boolean';
const isWhole: Check = (value) => Number.isSafeInteger(value);
const isAmount: Check = (value) => typeof value === 'number' && value >= 0;
/** 0 and less mean groups, 1 is the system's: whoever takes one of these for a process signals everybody. */
const isPid: Check = (value) => Number.isSafeInteger(value) && (value as number) > 1;
const or = (...checks: readonly Check[]): Check => (value) => checks.some((check) => check(value));
const maybe = (check: Check): Check => (value) => value === undefined || check(value);
const isNull: Check = (value) => value === null;
const has = (form: { readonly [name: string]: Check }): Check => (value) => isMap(value) && Object.entries(form).every(([name, check]) => check(value[name]));

const isStatus = has({ code: or(isNull, isWhole), signal: or(isNull, isText), killed: isFlag });
const isUsage = has({ cpuMs: isAmount, memoryBytes: isAmount, peakMemoryBytes: isAmount, processes: isAmount, elapsedMs: isAmount });
const isLeftover = has({ pid: isPid, command: isText, found_by: isText, ended: isFlag });

const ANSWERS: { readonly [Kind in SupervisorAnswer['kind']]: Check } = {
  spawned: has({ process: has({ pid: isPid, startTime: isText }), main: isPid }),
  stopped: has({ status: isStatus }),
  swept: has({ leftovers: (value) => Array.isArray(value) && value.every(isLeftover) }),
  done: () => true,
  failed: has({ message: isText }),
};
const MESSAGES: { readonly [Kind in SupervisorMessage['kind']]: Check } = {
  ready: () => true,
  answer: has({ seq: isWhole, answer: (value) => isOneOf(ANSWERS, value) }),
  exited: has({ child: isWhole, status: isStatus }),
  ended: has({ child: isWhole, status: isStatus, usage: maybe(isUsage), clean: maybe(isFlag), silent: maybe(isFlag), next: maybe(isWhole) }),
  usage: has({ child: isWhole, usage: isUsage }),
  'output-lost': has({ child: isWhole, message: isText }),
  broken: has({ message: isText }),
};
const REQUESTS: { readonly [Kind in SupervisorRequest['kind']]: true } = {
  spawn: true, go: true, drop: true, stop: true, signal: true, 'kill-all': true, sweep: true, 'release-ports': true, end: true, alive: true,
};

function isOneOf(kinds: { readonly [kind: string]: Check }, value: unknown): boolean {
  if (!isMap(value) || typeof value['kind'] !== 'string' || !Object.hasOwn(kinds, value['kind'])) return false;
  return kinds[value['kind']]?.(value) === true;
}

/** What the host relies on: by what the supervisor tells, it ends processes. */
export const isSupervisorMessage = (message: unknown): message is SupervisorMessage => isOneOf(MESSAGES, message);

export const isSupervisorOrders = (message: unknown): message is SupervisorOrders =>
  isMap(message) && message['kind'] === 'begin' && typeof message['recordFile'] === 'string';

/** It can be answered; what is wrong with the rest of it, the answer says. */
export const isSupervisorRequest = (message: unknown): message is SupervisorRequest =>
  isMap(message) && typeof message['kind'] === 'string' && Object.hasOwn(REQUESTS, message['kind']) && isWhole(message['seq']);
