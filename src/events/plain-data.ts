/** What a custom event may carry at most, in characters of its strings and keys. */
export const MOST_CHARACTERS = 1024 * 1024;
const MOST_VALUES = 100_000;
const DEEPEST = 64;

/**
 * Says what keeps a value from being plain JSON data of a bearable size; undefined when nothing does.
 * @param path how the value is called in the message.
 */
export function whyNotPlain(value: unknown, path: string): string | undefined {
  let values = 0;
  let characters = 0;
  const above: object[] = [];
  const visit = (part: unknown, at: string): string | undefined => {
    values += 1;
    if (values > MOST_VALUES) return `${path} has more than ${MOST_VALUES} values`;
    switch (typeof part) {
      case 'string':
        characters += part.length;
        return characters > MOST_CHARACTERS ? `${path} has more than ${MOST_CHARACTERS} characters` : undefined;
      case 'number':
        return Number.isFinite(part) ? undefined : `${at} is ${part}`;
      case 'boolean':
      case 'undefined':
        return undefined;
      case 'object':
        return part === null ? undefined : visitObject(part, at);
      default:
        return `${at} is a ${typeof part}`;
    }
  };
  const visitObject = (part: object, at: string): string | undefined => {
    if (above.includes(part)) return `${at} contains itself`;
    if (above.length >= DEEPEST) return `${path} is nested deeper than ${DEEPEST} levels`;
    if (!Array.isArray(part) && !isPlainObject(part)) return `${at} is a ${part.constructor.name || 'class instance'}`;
    above.push(part);
    for (const [key, inner] of Object.entries(part)) {
      characters += Array.isArray(part) ? 0 : key.length;
      const wrong = visit(inner, Array.isArray(part) ? `${at}[${key}]` : `${at}.${key}`);
      if (wrong !== undefined) return wrong;
    }
    above.pop();
    return undefined;
  };
  return visit(value, path);
}

/** Also of another realm, where `Object.prototype` is another object. */
function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
