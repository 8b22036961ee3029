export interface WebServer {
  readonly url: string;
  /** Its data, removed when it stops. */
  readonly dir: string;
  readonly extensionsDir: string;
  readonly pid: number;
  /** What it has printed so far. */
  log(): string;
  /** Kills it and its extension hosts at once. */
  stop(): Promise<void>;
}

export interface WebServerOptions {
  /** Every folder is trusted (default), or none is until the user says so. */
  readonly trusted?: boolean;
  readonly settings?: { readonly [key: string]: unknown };
  readonly env?: { readonly [name: string]: string };
  /** How long an extension host outlives its browser; default 60. */
  readonly graceSeconds?: number;
  /** A folder of installed extensions; default: none are installed. */
  readonly extensions?: string;
}

/** @throws Error with the server's output when it does not come up. */
export function startServer(options?: WebServerOptions): Promise<WebServer>;
/** As a user would install it. @throws Error with the installer's output. */
export function installVsix(vsix: string, extensionsDir: string): void;
