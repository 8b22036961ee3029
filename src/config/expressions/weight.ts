/** What a value may weigh that variables are put together to: texts count by their letters. */
export const MAX_WEIGHT = 8 * 1024 * 1024;

const PER_NODE = 64;

/** How much is in a value: its letters, and 64 for each scalar, list, map and key. Once it is too much the rest is not looked at. */
export const weightOf = (value: unknown): number => {
  let weight = 0;
  const open: unknown[] = [value];
  while (open.length > 0 && weight <= MAX_WEIGHT) {
    const item = open.pop();
    weight += PER_NODE;
    if (typeof item === 'string') weight += item.length;
    else if (Array.isArray(item)) {
      if (item.length * PER_NODE > MAX_WEIGHT) return item.length * PER_NODE;
      open.push(...item);
    } else if (typeof item === 'object' && item !== null) {
      for (const [key, held] of Object.entries(item)) {
        weight += key.length + PER_NODE;
        open.push(held);
      }
    }
  }
  return weight;
};
