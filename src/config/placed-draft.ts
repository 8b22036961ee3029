import type { SourceRef } from '../events';
import type { Draft, ServiceDraft } from './experiment';
import { formatPath, parsePath } from './path';
import type { Places } from './places';
import type { DraftData, PlaceData } from './read/reading';

/** A draft of a reading; its places are looked up when somebody asks. */
export class PlacedDraft implements Draft {
  readonly value: unknown;
  private own: SourceRef | undefined;
  private parts: ReadonlyMap<string, PlaceData> | undefined;

  constructor(protected readonly data: DraftData, protected readonly places: Places, readonly index?: number) {
    this.value = data.value;
  }

  get source(): SourceRef {
    this.own ??= this.places.ref(this.data.place);
    return this.own;
  }

  sourceOf(path: string): SourceRef {
    this.parts ??= this.places.parts(this.data.place, this.data.parts);
    for (let parts = parsePath(path); parts.length > 0; parts = parts.slice(0, -1)) {
      const found = this.parts.get(formatPath(parts));
      if (found) return this.places.ref(found);
    }
    return this.source;
  }
}

export class PlacedService extends PlacedDraft implements ServiceDraft {
  constructor(readonly name: string, readonly dependsOn: ServiceDraft['dependsOn'], data: DraftData, places: Places) {
    super(data, places);
  }

  dependingOn(dependsOn: ServiceDraft['dependsOn']): PlacedService {
    return new PlacedService(this.name, dependsOn, this.data, this.places);
  }
}
