/** Ends the script with one line that says what is missing and how to get it. */
export function fail(message) {
  console.error(message);
  process.exit(1);
}
