/** Words of letters, digits, `_` and `-`, joined by dots: at least two. */
export const EVENT_TYPE = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+$/;
