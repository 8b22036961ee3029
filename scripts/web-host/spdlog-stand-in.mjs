/** What VS Code uses of @vscode/spdlog, without native code; `exports.x =` is what its ES module import can see. */
export const SPDLOG_STAND_IN = `'use strict';
const fs = require('fs');
const path = require('path');
class Logger {
  constructor(file) { fs.mkdirSync(path.dirname(file), { recursive: true }); this.file = file; this.bare = false; }
  write(level, message) { fs.appendFileSync(this.file, this.bare ? message : new Date().toISOString().replace('T', ' ').replace('Z', '') + ' [' + level + '] ' + message + '\\n'); }
  trace(message) { this.write('trace', message); }
  debug(message) { this.write('debug', message); }
  info(message) { this.write('info', message); }
  warn(message) { this.write('warning', message); }
  error(message) { this.write('error', message); }
  critical(message) { this.write('critical', message); }
  clearFormatters() { this.bare = true; }
  setPattern() {} setLevel() {} getLevel() { return 0; } flush() {} drop() {}
}
exports.version = 1;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = async (name, file) => new Logger(file);
exports.createAsyncRotatingLogger = async (name, file) => new Logger(file);
`;
