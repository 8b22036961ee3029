/** A JSON Schema as plain data. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** A kind of step, assertion, probe or execution environment that a plug-in adds to the format. */
export interface ExtensionKind {
  /** Whose it is. */
  readonly plugin: string;
  /** What stands below its key; absent: anything. */
  readonly schema?: JsonSchema;
}
export type ExtensionKinds = { readonly [kind: string]: ExtensionKind };

/** What the loaded plug-ins add to the format, as plain data: it crosses to the thread that reads. */
export interface ConfigExtensions {
  readonly steps: ExtensionKinds;
  readonly assertions: ExtensionKinds;
  readonly probes: ExtensionKinds;
  /** By `type`; the schemas are those of `plugin_config`. */
  readonly environments: ExtensionKinds;
  /** The schemas of `config`, by what the file says of the plug-in. */
  readonly plugins: { readonly [text: string]: JsonSchema };
  /** Plug-ins that could not be used: what is unknown may be theirs. */
  readonly missing: readonly string[];
}

export const NO_EXTENSIONS: ConfigExtensions = { steps: {}, assertions: {}, probes: {}, environments: {}, plugins: {}, missing: [] };
