/**
 * Turns a pattern into a test on event types: exact (`service.ready`), one level (`test_case.*`, `*.error`),
 * everything (`**` or `*` alone).
 * @throws TypeError when the pattern is empty or has an empty level.
 */
export function compilePattern(pattern: string): (type: string) => boolean {
  if (pattern === '*' || pattern === '**') return () => true;
  const levels = pattern.split('.');
  if (levels.some((level) => level === '')) throw new TypeError(`Event pattern '${pattern}': expected words joined by '.', found an empty level`);
  if (!pattern.includes('*')) return (type) => type === pattern;
  const source = levels.map((level) => (level === '**' ? '.+' : level.replace(/[^*]+/g, escapeRegExp).replaceAll('*', '[^.]*')));
  const expression = new RegExp(`^${source.join('\\.')}$`);
  return (type) => expression.test(type);
}

const escapeRegExp = (text: string): string => text.replace(/[\\^$.+?()[\]{}|]/g, '\\$&');
