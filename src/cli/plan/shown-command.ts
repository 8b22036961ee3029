import { printable } from '../text/printable';

const PLAIN_WORD = /^[\w@%+=:,./«»-]+$/;

/** A list as one would type it into a shell; a text, which goes to a shell, as it is. One line for each of its own. */
export const shownCommand = (command: string | readonly string[]): readonly string[] =>
  (typeof command === 'string' ? command.trimEnd() : command.map(quoted).join(' ')).split('\n').map(printable);

const quoted = (word: string): string => (PLAIN_WORD.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
