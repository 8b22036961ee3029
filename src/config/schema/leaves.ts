import * as z from 'zod';
import { record } from './record';
import { messageOf } from '../../events';
import { parseSize, SIZE_PATTERN } from '../size';
import { DURATION_PATTERN, NUMBER_PATTERN, parseDuration } from '../duration';

// The `error` of a schema is what was expected, as a person would say it; validate.ts adds the rest.
const DURATION = 'a duration above zero, such as 500ms, 2s, 1m30s or a number of seconds';

/** Milliseconds. */
export const duration = z.union([z.number(), z.string().regex(new RegExp(`${DURATION_PATTERN.source}|${NUMBER_PATTERN.source}`), { error: DURATION })], { error: DURATION })
  .refine((given) => parseDuration(given) !== undefined, { error: DURATION })
  .transform((given) => parseDuration(given) ?? 0)
  .meta({ title: 'duration', examples: ['500ms', '2s', '1m30s', 60] });

// Environment variables and outputs of steps are texts.
const NUMBER = 'a number';
export const number = z.union([z.number(), z.string().regex(NUMBER_PATTERN, { error: NUMBER })], { error: NUMBER }).transform(Number).meta({ title: 'number' });

const SIZE = 'a number, or a size such as 64KiB or 10MB';
/** A number; of bytes where it is given as a size. */
export const numberOrSize = z.union([z.number(), z.string().regex(new RegExp(`${NUMBER_PATTERN.source}|${SIZE_PATTERN.source}`), { error: SIZE })], { error: SIZE })
  .transform((given) => (typeof given === 'number' ? given : parseSize(given) ?? Number(given)))
  .meta({ title: 'size', examples: ['64KiB', '10MB', 1000] });

export const wholeNumber = (least: number, most = Number.MAX_SAFE_INTEGER, expected = `a whole number from ${least}`) =>
  z.union([z.int({ error: expected }), z.string().regex(/^\d+$/, { error: expected })], { error: expected })
    .transform(Number)
    .refine((value) => value >= least && value <= most, { error: expected })
    .meta({ title: 'whole number' });

export const flag = z.boolean({ error: 'true or false' });
export const text = z.string({ error: 'text' });
/** Taken by its source text, so that 1.10 and yes stay what they are. */
export const asWritten = z.string({ error: 'text' }).meta({ asWritten: true });
export const nonEmptyText = text.min(1, { error: 'text that is not empty' });
export const textList = z.array(asWritten, { error: 'a list of texts' });

const ID = 'a name of letters, digits, _ and -, not starting with a digit or -';
export const ID_PATTERN = /^[A-Za-z_][A-Za-z0-9_-]*$/;
export const id = z.string({ error: ID }).regex(ID_PATTERN, { error: ID });

/** What is wrong with a pattern; undefined: nothing. */
const flaw = (pattern: string): string | undefined => {
  try {
    new RegExp(pattern, 'm');
    return undefined;
  } catch (error) {
    // Many other languages take flags within a pattern.
    const [flags] = /\(\?[a-zA-Z]+[:)]/.exec(pattern) ?? [];
    return `${messageOf(error).replace(/^Invalid regular expression: \/[^]*\/\w*: /, '')}${flags === undefined ? '' : `: it takes no flags as ${flags}; write [Aa] for either case`}`;
  }
};
const PATTERN = 'a valid JavaScript regular expression';
/** Only compiled here; matched elsewhere, with a time limit. */
export const regex = z.string({ error: 'a JavaScript regular expression' }).refine((pattern) => flaw(pattern) === undefined, {
  error: ({ input }) => (typeof input === 'string' ? `${PATTERN} (${flaw(input) ?? ''})` : PATTERN), params: { code: 'bad-pattern' },
});

const COMMAND = 'a command: a text for the shell, or a list of a program and its arguments';
/** A list never meets a shell. */
export const command = z.union([nonEmptyText, z.array(asWritten).min(1, { error: COMMAND })], { error: COMMAND });
export const shell = z.array(asWritten, { error: 'a list such as [bash, -c]' }).min(1, { error: 'a list such as [bash, -c]' });
const envValue = z.union([asWritten, z.null()], { error: 'a text, or null to unset it' });
export const env = record(z.string(), envValue, { error: 'a map of variables' });

export const SIGNALS = [
  'SIGTERM', 'SIGINT', 'SIGKILL', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGSTOP', 'SIGCONT', 'SIGABRT', 'SIGALRM', 'SIGPIPE',
  'SIGTSTP', 'SIGTTIN', 'SIGTTOU', 'SIGWINCH', 'SIGSEGV', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGTRAP', 'SIGCHLD', 'SIGURG', 'SIGIO',
] as const;
export const signal = z.enum(SIGNALS);
