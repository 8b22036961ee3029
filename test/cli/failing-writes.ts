/**
 * A module for `--require` that makes one write fail, as a broken disk does: of the process that `FAILING` names, the
 * how manieth below the folder. It says in the file `FAILING_TOLD` what failed, and at the end how many writes there were.
 */
export const FAILING_WRITES = `
const fs = require('node:fs');
const child = require('node:child_process');
const path = require('node:path');
const { who, at, below, told } = JSON.parse(process.env.FAILING);
const here = /supervisor\\.js$/.test(process.argv[1]) ? 'supervisor' : 'cli';
const say = fs.appendFileSync;
const files = new Map();
let writes = 0;

function refused(call, file) {
  const absolute = typeof file === 'number' ? files.get(file) : path.resolve(String(file));
  if (who !== here || absolute === undefined || !absolute.startsWith(below)) return undefined;
  writes += 1;
  if (writes !== at) return undefined;
  say(told, 'refused ' + call + ' ' + path.relative(below, absolute) + '\\n');
  return Object.assign(new Error("EIO: i/o error, " + call + " '" + absolute + "'"), { code: 'EIO', errno: -5, syscall: call, path: absolute });
}
const forWriting = (flags) => typeof flags === 'number' ? (flags & 3) !== 0 : /[wa+]/.test(flags ?? 'r');
/** Which of the arguments is the file that is written. */
const TARGET = { rename: 1, renameSync: 1, copyFile: 1, link: 1, symlink: 1 };

for (const name of ['writeSync', 'writeFileSync', 'appendFileSync', 'mkdirSync', 'renameSync', 'openSync']) {
  const real = fs[name];
  fs[name] = (...args) => {
    const error = name === 'openSync' && !forWriting(args[1]) ? undefined : refused(name.replace(/Sync$/, ''), args[TARGET[name] ?? 0]);
    if (error !== undefined) throw error;
    const result = real.apply(fs, args);
    if (name === 'openSync') files.set(result, path.resolve(String(args[0])));
    return result;
  };
}
for (const name of ['write', 'writev', 'open']) {
  const real = fs[name];
  fs[name] = (...args) => {
    const done = args.at(-1);
    const error = name === 'open' && !forWriting(args[1]) ? undefined : refused(name, args[0]);
    if (error !== undefined) return void process.nextTick(done, error);
    if (name === 'open') args[args.length - 1] = (failed, fd) => { if (!failed) files.set(fd, path.resolve(String(args[0]))); done(failed, fd); };
    return real.apply(fs, args);
  };
}
for (const name of ['writeFile', 'appendFile', 'mkdir', 'rename', 'copyFile', 'link', 'symlink', 'open']) {
  const real = fs.promises[name];
  fs.promises[name] = async (...args) => {
    const error = name === 'open' && !forWriting(args[1]) ? undefined : refused(name, args[TARGET[name] ?? 0]);
    if (error !== undefined) throw error;
    const result = await real.apply(fs.promises, args);
    if (name !== 'open') return result;
    for (const method of ['write', 'writev', 'writeFile', 'appendFile']) {
      const write = result[method].bind(result);
      result[method] = async (...all) => {
        const broken = refused('write', args[0]);
        if (broken !== undefined) throw broken;
        return write(...all);
      };
    }
    return result;
  };
}
const spawn = child.spawn;
child.spawn = (program, args, options) => {
  const index = Array.isArray(args) ? args.findIndex((arg) => /supervisor\\.js$/.test(arg)) : -1;
  return index < 0 ? spawn(program, args, options) : spawn(program, [...args.slice(0, index), '--require', __filename, ...args.slice(index)], options);
};
process.on('exit', () => { if (who === here) say(told, 'writes ' + writes + '\\n'); });
`;
