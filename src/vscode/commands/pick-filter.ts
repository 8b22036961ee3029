interface Filtered {
  readonly label: string;
  readonly description?: string;
  readonly value?: unknown;
}

/** Whether the editor shows the item for what was typed: its characters in this order, spaces aside. */
export function fits({ label, description = '' }: Filtered, typed: string): boolean {
  const wanted = typed.toLowerCase().replaceAll(/\s+/g, '');
  return [label, description].some((text) => isSubsequence(wanted, text.toLowerCase()));
}

/** What a person most likely means by what was typed. */
export function bestFor<T extends Filtered>(items: readonly T[], typed: string): T | undefined {
  const real = items.filter((item) => item.value !== undefined);
  const lower = typed.trim().toLowerCase();
  return real.find(({ label }) => label.toLowerCase().startsWith(lower)) ?? real.find(({ label }) => label.toLowerCase().includes(lower))
    ?? real.find((item) => fits(item, typed));
}

function isSubsequence(wanted: string, text: string): boolean {
  let at = 0;
  for (const char of wanted) {
    const found = text.indexOf(char, at);
    if (found < 0) return false;
    at = found + char.length;
  }
  return true;
}
