import { repository, version } from '../../package.json';

/** What a disk says that is full, broken, or may not be written. */
const DISK_FAULT = /\b(ENOSPC|EDQUOT|EFBIG|EROFS|EIO)\b/;

/** Why a run could not do its own work: the disk's fault, or ours. */
export const breakageText = (messages: readonly string[]): string =>
  messages.some((message) => DISK_FAULT.test(message))
    ? ['The disk kept the run from being recorded, so what is in its folder is not complete:', ...messages.map((message) => `  ${message}`)].join('\n')
    : reportRequest(messages.join('\n'));

/** How to report that Experiment Observer itself broke. */
export const reportRequest = (details: string): string => [
  'Experiment Observer itself broke; this is not a fault of the experiment.',
  ...details.split('\n').map((line) => `  ${line}`),
  `Please report it with the lines above at ${repository.url.replace(/\.git$/, '/issues')}`,
  `(experiment-observer ${version}, Node ${process.versions.node}, ${process.platform} ${process.arch}).`,
].join('\n');
