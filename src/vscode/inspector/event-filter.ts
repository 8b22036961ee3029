import { BUILT_IN_TYPES, compilePattern, messageOf, nearestPattern, type ExperimentEvent } from '../../events';
import type { EventIndex } from '../../results';
import { l10n } from '../l10n';
import { eventWords } from './event-words';
import type { FilterInput } from './protocol';

/** What is wrong with a pattern as typed, and what was probably meant. */
export interface PatternProblem {
  readonly problem: string;
  readonly meant?: string;
}

/** Several patterns may be given, separated by spaces or commas. */
const patternsOf = (text: string): readonly string[] => text.split(/[\s,]+/).filter((pattern) => pattern !== '');

/** @param seen the types of the run's events. */
export function checkPattern(text: string, seen: readonly string[]): PatternProblem | undefined {
  const known = [...new Set([...BUILT_IN_TYPES, ...seen])];
  for (const pattern of patternsOf(text)) {
    try {
      if (known.some(compilePattern(pattern))) continue;
    } catch (error) {
      return { problem: messageOf(error) };
    }
    const meant = nearestPattern(pattern, known);
    return { problem: l10n.t("No known event matches '{0}'.", pattern), ...(meant === undefined ? {} : { meant: text.replace(pattern, () => meant) }) };
  }
  return undefined;
}

/** Which numbers of a list of names are wanted; grows with the list. */
class NameChoice {
  #known: boolean[] = [];

  constructor(private readonly all: () => readonly string[], private readonly wants: (name: string) => boolean) {}

  /** Number 0, no name, is never wanted. */
  has(number: number): boolean {
    if (number === 0) return false;
    return (this.#known[number] ??= this.wants(this.all()[number - 1] ?? ''));
  }
}

/** A filter as it was typed, ready to be asked of many events. */
export class EventFilter {
  readonly #types: NameChoice | undefined;
  readonly #tests: NameChoice | undefined;
  readonly #services: NameChoice | undefined;
  readonly #text: string;

  constructor(input: FilterInput, private readonly index: EventIndex) {
    const matchers = patternsOf(input.pattern).flatMap((pattern) => compiled(pattern));
    this.#types = input.pattern.trim() === '' ? undefined : new NameChoice(() => index.types.all, (type) => matchers.some((matches) => matches(type)));
    this.#tests = choiceOf(input.test, () => index.tests.all);
    this.#services = choiceOf(input.service, () => index.services.all);
    this.#text = input.text.trim().toLowerCase();
  }

  /** Everything passes. */
  get isEmpty(): boolean {
    return this.#types === undefined && this.#tests === undefined && this.#services === undefined && !this.needsText;
  }

  /** The event itself has to be looked at. */
  get needsText(): boolean {
    return this.#text !== '';
  }

  /** Whether the event passes, as far as the index can tell. */
  mayPass(position: number): boolean {
    return (this.#types?.has(this.index.typeNumber(position)) ?? true)
      && (this.#tests?.has(this.index.testNumber(position)) ?? true)
      && (this.#services?.has(this.index.serviceNumber(position)) ?? true);
  }

  /** Whether what the event says, or any of its fields, contains the text. */
  hasText(event: ExperimentEvent): boolean {
    return JSON.stringify(event).toLowerCase().includes(this.#text) || eventWords(event).text.toLowerCase().includes(this.#text);
  }
}

/** A malformed pattern matches nothing; `checkPattern` says why. */
function compiled(pattern: string): readonly ((type: string) => boolean)[] {
  try {
    return [compilePattern(pattern)];
  } catch {
    return [];
  }
}

/** Exactly the name that was typed where there is one, else all that contain it. */
function choiceOf(typed: string, all: () => readonly string[]): NameChoice | undefined {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '') return undefined;
  const exact = all().find((name) => name.toLowerCase() === wanted);
  return new NameChoice(all, (name) => (exact === undefined ? name.toLowerCase().includes(wanted) : name.toLowerCase() === wanted));
}
