import { isBuiltInEvent, type ExperimentEvent } from '../../events';
import type { Progress } from '../../observers';
import type { RunState } from '../../results';
import { hasPassed, type Round, type Run } from '../../runs';
import type { Output } from '../output';
import { failureReport } from './failure-report';
import { headerLine } from './header-line';
import { LiveFrame, type Line } from './live-frame';
import type { Reporter } from './reporter';
import { roundText } from './round-text';
import { progressLine, testLines, type Moment } from './running-lines';
import type { Colors } from './style';
import { summaryLines } from './summary-lines';
import { TestLabels } from './test-labels';
import { testLine } from './test-line';
import { spansText } from '../text/spans';
import { warningReport } from './warning-report';

const REDRAW_MS = 100;
const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** A live tree of what runs now, redrawn in place at most ten times a second, below the test cases that have finished. */
export class PrettyReporter implements Reporter {
  readonly #labels = new TestLabels();
  readonly #frame: LiveFrame;
  readonly #running = new Set<string>();
  readonly #finished: Line[] = [];
  /** Of a round, until it is known whether they are worth showing. */
  readonly #held: Line[] = [];
  #round: Round | undefined;
  #model: Run['model'] | undefined;
  #timer: NodeJS.Timeout | undefined;
  #turn = 0;
  #progress: (now: number) => Progress | undefined = () => undefined;

  constructor(private readonly out: Output, private readonly colors: Colors, private readonly showPath: (file: string) => string, private readonly now = Date.now) {
    this.#frame = new LiveFrame(out);
  }

  onRoundStarting(round: Round): void {
    this.#round = round;
  }

  onRoundsEnded(line: string): void {
    this.out.line(line);
  }

  onRunStarting(file: string, experiment: string, testCases: number): void {
    if ((this.#round?.number ?? 1) === 1) this.out.line(headerLine(this.showPath(file), experiment, testCases, this.colors));
  }

  followProgress(progress: (now: number) => Progress | undefined): void {
    this.#progress = progress;
  }

  onEvent(event: ExperimentEvent, model: Run['model']): void {
    if (!isBuiltInEvent(event)) return;
    this.#model = model;
    this.#labels.onEvent(event);
    if (event.type === 'experiment.started') this.#start();
    else if (event.type === 'experiment.finished') this.#stop();
    else if (event.test !== undefined && event.type === 'test_case.started') this.#running.add(event.test);
    else if (event.test !== undefined && event.type === 'test_case.finished') this.#finish(event.test, model);
  }

  async onRunEnded(state: RunState): Promise<void> {
    this.#stop();
    const { colors, showPath } = this;
    const held = this.#held.splice(0);
    if (this.#round !== undefined && hasPassed(state)) return;
    for (const line of held) this.out.line(spansText(line));
    const options = { labels: this.#labels, colors, showPath };
    for (const line of [...warningReport(state, options), ...(await failureReport(state, options))]) this.out.line(line);
    for (const line of summaryLines(state, state.dir, colors)) this.out.line(line);
  }

  close(): void {
    this.#stop();
  }

  aside(write: () => void): void {
    this.#frame.aside(write);
  }

  #finish(id: string, model: Run['model']): void {
    this.#running.delete(id);
    const test = model.test(id);
    if (test !== undefined) (this.#round === undefined ? this.#finished : this.#held).push(testLine(test, this.#labels.of(id), this.colors));
  }

  #start(): void {
    this.#draw();
    this.#timer ??= setInterval(() => this.#draw(), REDRAW_MS).unref();
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (this.#finished.length > 0) this.#frame.draw(this.#finished.splice(0), []);
    this.#frame.clear();
    this.#running.clear();
  }

  #draw(): void {
    const model = this.#model;
    if (model === undefined) return;
    const spinner = SPINNER[this.#turn++ % SPINNER.length] ?? '';
    const moment: Moment = { now: this.now(), spinner, colors: this.colors };
    this.#frame.draw(this.#finished.splice(0), [...this.#tree(model, moment), [...this.#roundSpans(), ...progressLine(model.head(), moment, this.#progress(moment.now)?.remaining)]]);
  }

  #roundSpans(): Line {
    return this.#round === undefined ? [] : [{ text: roundText(this.#round), style: this.colors.bold }, { text: '  ' }];
  }

  /** The running test cases, as many as the terminal's height allows. */
  #tree(model: Run['model'], moment: Moment): readonly Line[] {
    const room = Math.max(1, this.out.rows - 4);
    const lines: Line[] = [];
    let hidden = 0;
    for (const id of this.#running) {
      const test = model.test(id);
      if (test === undefined) continue;
      const next = testLines(test, this.#labels.of(id), moment);
      if (lines.length + next.length <= room) lines.push(...next);
      else if (lines.length < room) lines.push(...next.slice(0, 1));
      else hidden += 1;
    }
    return hidden === 0 ? lines : [...lines, [{ text: `  … and ${hidden} more running`, style: this.colors.dim }]];
  }
}
