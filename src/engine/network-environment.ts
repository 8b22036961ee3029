import type { PortRequest } from '../config';
import type { SourceRef } from '../events';
import type { Signal } from './signal';

export interface NetworkRequest {
  /** Id of the test case. */
  readonly test: string;
  readonly services: readonly {
    readonly name: string;
    readonly ports: { readonly [name: string]: PortRequest };
    readonly source: SourceRef;
  }[];
  /** Aborted when the set-up is given up; what was made until then is to be undone. */
  readonly signal: Signal;
}

/** The network of one test case. */
export interface Network {
  /** Where each service is, as seen by whoever talks to it from this machine. Ports in a row are named `name`, `name[1]`, `name[2]` … */
  readonly services: { readonly [name: string]: { readonly host: string; readonly ports: { readonly [name: string]: number } } };
  /** The signal is aborted when it is out of time. */
  tearDown(signal: Signal): Promise<void>;
}

/** Where the services of test cases live; one object serves all test cases of a run. */
export interface NetworkEnvironment {
  /** As in the file's `network_environment`. */
  readonly type: string;
  setUp(request: NetworkRequest): Promise<Network>;
}
