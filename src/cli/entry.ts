import path from 'node:path';
import { runCompiled } from './compiled-code';

/** `dist/cli.js`; the rest is built into the file beside it. */
runCompiled(path.join(__dirname, 'cli-main.js'));
