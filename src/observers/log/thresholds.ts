import { LOG_LEVELS, type LogLevel, type LogThreshold } from '../../config';

const rank = (level: LogThreshold): number => (level === 'off' ? LOG_LEVELS.length : LOG_LEVELS.indexOf(level));

/** Which lines are wanted: one level, and others for features. A feature is a type of event or its beginning, or a built-in observer. */
export class LogThresholds {
  readonly #ranks = new Map<string, number>();

  constructor(private readonly level: LogThreshold, private readonly features: { readonly [feature: string]: LogThreshold } = {}) {}

  admits(feature: string, level: LogLevel): boolean {
    let least = this.#ranks.get(feature);
    if (least === undefined) {
      least = rank(this.#levelOf(feature));
      this.#ranks.set(feature, least);
    }
    return rank(level) >= least;
  }

  /** The longest beginning that has a level of its own decides. */
  #levelOf(feature: string): LogThreshold {
    for (let words = feature.split('.'); words.length > 0; words = words.slice(0, -1)) {
      const name = words.join('.');
      if (Object.hasOwn(this.features, name)) return this.features[name] ?? this.level;
    }
    return this.level;
  }
}
