import type { ArtifactDraft, CaseSettings, LoadedExperiment, PluginRequest, ServiceDraft } from '../experiment';
import type { Problem } from '../problem';

/** A place as the number of its row in `Reading.ranges`, and its path. */
export interface PlaceData {
  readonly row: number;
  readonly path: string;
}

/** A draft as plain data: the places of its parts are the rows after its own. */
export interface DraftData {
  readonly value: unknown;
  readonly place: PlaceData;
  /** How many there are. */
  readonly parts: number;
}
export interface ServiceDraftData extends DraftData {
  readonly name: string;
  readonly dependsOn: ServiceDraft['dependsOn'];
}

/** One combination of a test; its iterations are counted, not listed. */
export interface CombinationData extends CaseSettings {
  readonly id: string;
  readonly name: string;
  readonly matrix: { readonly [key: string]: unknown };
  readonly tags: readonly string[];
  /** Where it differs between combinations. */
  readonly network?: string;
  /** Of services whose `depends_on` holds expressions. */
  readonly dependsOn?: { readonly [service: string]: ServiceDraft['dependsOn'] };
  /** Beyond those of the test. */
  readonly errors: readonly Problem[];
}

export interface TestData {
  readonly base: string;
  readonly place: PlaceData;
  readonly network: string;
  readonly environments: readonly DraftData[];
  readonly env: { readonly [name: string]: string | null };
  readonly iterations: number;
  readonly artifacts: readonly ArtifactDraft[];
  readonly waitMs?: number;
  readonly combinations: readonly CombinationData[];
  readonly pluginConfig?: DraftData;
  readonly recordPackets?: DraftData;
  readonly services: readonly ServiceDraftData[];
  readonly steps: readonly DraftData[];
  readonly assertions: readonly DraftData[];
  /** Numbers of problems in `Reading.problems`. */
  readonly errors: readonly number[];
}

export interface PluginRequestData extends Omit<PluginRequest, 'source'> {
  readonly place: PlaceData;
}

/** A file after reading, as plain data, so that it can be made in another thread. */
export interface Reading extends Omit<LoadedExperiment, 'source' | 'tests' | 'text' | 'plugins' | 'waitMs'> {
  readonly place: PlaceData;
  readonly tests: readonly TestData[];
  readonly plugins: readonly PluginRequestData[];
  /** Numbers by row: offsets of start and end, the row above, the key there, the path; keys and paths by their number in `words`. */
  readonly ranges: Int32Array;
  readonly words: readonly string[];
}

/** So many numbers a row has; a key below zero is an index, a path below zero goes on from the one above. */
export const ROW = 5;
