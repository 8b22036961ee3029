import path from 'node:path';

/**
 * A glob as a test on a relative path with slashes: `*` and `?` within a name, `**` over folders, `[a-z]`, `[!a]`,
 * `{a,b}`; a leading dot is nothing special. @throws RangeError when the glob is absolute, leaves its folder, or has an open bracket.
 */
export function compileGlob(glob: string): (path: string) => boolean {
  const parts = partsOf(glob);
  if (parts[0] === '' || /^[A-Za-z]:/.test(glob)) throw new RangeError(`"${glob}" is an absolute path; expected one below the test's folder`);
  if (parts.includes('..')) throw new RangeError(`"${glob}" leaves the test's folder`);
  let source = '';
  parts.forEach((part, index) => {
    const last = index === parts.length - 1;
    if (part === '**') source += last ? '.+' : '(?:[^/]+/)*';
    else source += translate(part, glob) + (last ? '' : '/');
  });
  const pattern = compiled(source, glob);
  return (path) => pattern.test(path);
}

/** Whether what a glob matches may lie below a folder, given as a relative path with slashes. @throws RangeError as `compileGlob` */
export function compileGlobFolders(glob: string): (folder: string) => boolean {
  const parts = partsOf(glob);
  const deep = parts.indexOf('**');
  const known = (deep < 0 ? parts : parts.slice(0, deep)).map(compileGlob);
  return (folder) => {
    const names = folder.split('/');
    return (deep >= 0 || names.length < parts.length) && names.every((name, index) => known[index]?.(name) ?? true);
  };
}

const partsOf = (glob: string): readonly string[] => glob.replaceAll('\\', '/').replace(/^\.\//, '').split('/').filter((part, index) => part !== '' || index === 0);

function compiled(source: string, glob: string): RegExp {
  try {
    return new RegExp(`^${source}$`, 's');
  } catch {
    throw new RangeError(`"${glob}" has a range in [ ] that goes backwards`);
  }
}

function translate(part: string, glob: string): string {
  let source = '';
  let braces = 0;
  for (let at = 0; at < part.length; at += 1) {
    const char = part.charAt(at);
    if (char === '*') {
      while (part.charAt(at + 1) === '*') at += 1;
      source += '[^/]*';
    } else if (char === '?') source += '[^/]';
    else if (char === '[') {
      const end = part.indexOf(']', at + 2);
      if (end < 0) throw new RangeError(`"${glob}" has an open [`);
      const set = part.slice(at + 1, end).replace(/^!/, '^').replaceAll('\\', '\\\\').replaceAll('[', '\\[');
      source += `[${set}]`;
      at = end;
    } else if (char === '{') {
      braces += 1;
      source += '(?:';
    } else if (char === '}' && braces > 0) {
      braces -= 1;
      source += ')';
    } else if (char === ',' && braces > 0) source += '|';
    else source += char.replace(/[.*+?^${}()|[\]\\]/, '\\$&');
  }
  if (braces > 0) throw new RangeError(`"${glob}" has an open {`);
  return source;
}

/** Where below `artifacts/` something goes; empty: right there. @throws RangeError for what leaves it. */
export function artifactTarget(to: string): string {
  const target = path.posix.normalize(to.replaceAll('\\', '/'));
  if (path.posix.isAbsolute(target) || /^[A-Za-z]:/.test(target) || target.split('/').includes('..')) throw new RangeError(`"${to}" leaves the folder of the artifacts`);
  return target === '.' ? '' : target.replace(/\/$/, '');
}
