/** A time, ISO 8601, as people read it where they are: `28 Nov, 19:20`. */
export const moment = (time: string): string => new Date(time).toLocaleString(undefined, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
