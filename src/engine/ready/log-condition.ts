import { StringDecoder } from 'node:string_decoder';
import { stripVTControlCharacters } from 'node:util';
import { followFile, type FileFollower } from '../../supervisor';
import { findPattern, lastLine, overlapOf, type RegexMatcher } from '../matchers';
import type { Clock, ServiceControl } from '../step-context';
import type { Condition } from './condition';
import { listeningPorts } from './listening-ports';

const LONGEST_WINDOW = 1024 * 1024;
/** Everybody waits for a service's readiness: it is looked for often, as it is never for long. */
const POLLING = { firstMs: 1, activeMs: 10, idleMs: 25 };

/** What this start of a service has printed, on either stream, matches; an unfinished last line counts too. */
export class LogCondition implements Condition {
  readonly #streams: readonly LogSearch[];
  readonly #followers: readonly FileFollower[];
  readonly #found: Promise<void>;

  constructor(private readonly pattern: string, private readonly service: ServiceControl, regex: RegexMatcher, private readonly clock: Clock, logStart = service.logStart) {
    const { stdoutLog, stderrLog } = service;
    const files = [{ path: stdoutLog, from: logStart.stdout }, { path: stderrLog, from: logStart.stderr }];
    this.#streams = files.map(() => new LogSearch(pattern, regex));
    this.#followers = files.map(({ path, from }, index) => followFile(path, (chunk) => this.#streams[index]?.push(chunk), { offset: from, ...POLLING }));
    this.#found = Promise.race(this.#streams.map(({ found }) => found));
    // Nobody may be listening any more when a search breaks.
    this.#found.catch(() => undefined);
  }

  hold(): Promise<void> {
    return this.#found;
  }

  async lookOnceMore(): Promise<void> {
    await Promise.all(this.#followers.map((follower) => follower.drain()));
    await Promise.all(this.#streams.map((stream) => stream.searched().catch(() => undefined)));
  }

  async missing(): Promise<string> {
    const last = this.#streams.map(({ last }) => last).filter((line) => line !== undefined);
    const log = last.length > 0 ? `its last line is ${JSON.stringify(last[0])}` : 'its log is empty';
    const ports = await listeningPorts(this.service, this.clock);
    if (ports.length === 0) return `nothing it printed matches /${this.pattern}/, ${log}`;
    return `nothing it printed matches /${this.pattern}/: it listens on ${ports.join(', ')}, ${log}${last.length > 0 ? '' : ': buffered output?'}`;
  }

  async close(): Promise<void> {
    await Promise.all(this.#followers.map((follower) => follower.close()));
  }
}

/** Searches a growing text, one window after the other. */
class LogSearch {
  readonly found: Promise<void>;
  last: string | undefined;
  readonly #decoder = new StringDecoder('utf8');
  #kept = '';
  #unseen = '';
  #searching: Promise<void> | undefined;
  #tellFound: () => void = () => undefined;
  #tellBroken: (error: unknown) => void = () => undefined;
  #over = false;

  constructor(private readonly pattern: string, private readonly regex: RegexMatcher) {
    this.found = new Promise((resolve, reject) => {
      this.#tellFound = resolve;
      this.#tellBroken = reject;
    });
  }

  push(chunk: Buffer): void {
    if (this.#over) return;
    this.#unseen += this.#decoder.write(chunk);
    this.#searching ??= this.#search().finally(() => (this.#searching = undefined));
  }

  async searched(): Promise<void> {
    await this.#searching;
  }

  async #search(): Promise<void> {
    try {
      while (this.#unseen !== '' && !this.#over) {
        const window = this.#kept + this.#unseen.slice(0, LONGEST_WINDOW);
        this.#unseen = this.#unseen.slice(LONGEST_WINDOW);
        const text = stripVTControlCharacters(window);
        this.last = lastLine(text) ?? this.last;
        if ((await findPattern(this.regex, this.pattern, text)).matched) {
          this.#over = true;
          this.#tellFound();
        }
        this.#kept = overlapOf(window);
      }
    } catch (error) {
      this.#over = true;
      this.#tellBroken(error);
    }
  }
}
