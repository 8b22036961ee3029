/** Why a matcher does not hold; all texts are short and made for reading. */
export interface Mismatch {
  /** Goes after the name of what was looked at, as in `does not contain "ok"`. */
  readonly message: string;
  readonly expected: string;
  readonly found: string;
  /** Where texts of several lines differ. */
  readonly diff?: string;
  /** It could not be looked at: an error, no failure. */
  readonly broken?: boolean;
}
