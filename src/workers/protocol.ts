/** What the worker is asked, and what it answers. */
export interface MatchRequest {
  readonly id: number;
  readonly kind: 'regex';
  readonly pattern: string;
  readonly flags: string;
  readonly text: string;
}
export interface MatchResult {
  readonly matched: boolean;
  /** The whole match first, then the groups; a group that took no part is an empty text. */
  readonly groups?: readonly string[];
  readonly index?: number;
}
/** From the first one on the pattern is at work. */
export type MatchAnswer = { readonly id: number } & ({ readonly begun: true } | MatchResult | { readonly error: string });
