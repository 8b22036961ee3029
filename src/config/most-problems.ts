/** So many problems of a file are told: editors show no more either. */
export const MOST_PROBLEMS = 1000;

export const TOO_MANY_PROBLEMS = `More than ${MOST_PROBLEMS.toLocaleString('en')} problems: nothing from here on was looked at`;
