import { repository, version } from '../../package.json';

/** How to report that Experiment Observer itself broke. */
export const reportRequest = (details: string): string => [
  'Experiment Observer itself broke; this is not a fault of the experiment.',
  ...details.split('\n').map((line) => `  ${line}`),
  `Please report it with the lines above at ${repository.url.replace(/\.git$/, '/issues')}`,
  `(experiment-observer ${version}, Node ${process.versions.node}, ${process.platform} ${process.arch}).`,
].join('\n');
