import { Disposable, type Event } from 'vscode';
import type { FollowedRuns } from './followed-runs';
import type { Runs } from './runs';
import type { RunChange, WatchedRun } from './watched-run';

/** The runs that are shown live: those that this window drives, and those that it follows. */
export class RunFeed {
  constructor(private readonly runs: Runs, private readonly followed: FollowedRuns) {}

  readonly onDidChange: Event<RunChange> = (listener, self, disposables) => {
    const registration = Disposable.from(this.runs.onDidChange(listener, self), this.followed.onDidChange(listener, self));
    disposables?.push(registration);
    return registration;
  };

  get live(): readonly WatchedRun[] {
    return [...this.runs.live, ...this.followed.live];
  }
}
