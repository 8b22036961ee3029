import { artifactSource, type ArtifactRequest } from './artifact-source';
import { collectArtifacts, type Artifact } from './artifacts';

interface Needs {
  readonly testDir: string;
  /** The folder of the experiment file. */
  readonly fileDir: string;
  /** Gives the name of a copy, without secrets. */
  masked(name: string): string;
  onArtifact(artifact: Artifact): void;
  /** One that the file may not ask for keeps no other from being collected. */
  onRefused(error: unknown): void;
}

/** Collects what a test case asks for; returns what was asked for and not found. @throws Error as `collectArtifacts` */
export async function collectRequested(requests: readonly ArtifactRequest[], { testDir, fileDir, masked, onArtifact, onRefused }: Needs, signal: AbortSignal): Promise<readonly string[]> {
  const sources = await Promise.all(requests.map((request) => artifactSource(request, { testDir, fileDir }).catch((error: unknown) => {
    onRefused(error);
    return 'refused' as const;
  })));
  const matched = await collectArtifacts(testDir, sources.filter((source) => source !== undefined && source !== 'refused'), onArtifact, signal, masked);
  return requests.flatMap((request, index) => {
    const source = sources[index];
    return source === 'refused' || (source !== undefined && matched.has(source)) ? [] : [typeof request === 'string' ? request : request.from];
  });
}
