/** Looks again and again until `ok` is content with what it sees. @throws Error with the last thing seen, after `ms`. */
export async function until<T>(what: string, look: () => Promise<T> | T, ok: (seen: T) => boolean, ms = 50_000): Promise<T> {
  const deadline = Date.now() + ms;
  for (;;) {
    const seen = await look();
    if (ok(seen)) return seen;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${ms} ms; last seen:\n${typeof seen === 'string' ? seen : JSON.stringify(seen, undefined, 1)}`);
    await new Promise((resolve) => { setTimeout(resolve, 25); });
  }
}
