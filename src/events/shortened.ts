/** A text of at most so many characters, the last an ellipsis where some are missing. */
export const shortened = (text: string, longest: number): string => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text);
