export * from './definition';
export type { OwnedReportFormat, ReportFormat } from './report-format';
export type { PluginFault } from './fault';
export type { PluginObserver } from './contributions';
export { defaultExport, loadModule, type ModuleExports } from './load-module';
export { PluginHost, type PluginHostOptions } from './plugin-host';
export { readWithPlugins, type ExperimentWithPlugins } from './read-with-plugins';
export { PluginSet, type AttachedRun } from './plugin-set';
export type { PluginLimits } from './plugin-instance';
