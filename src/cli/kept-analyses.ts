import type { AnalysedFile, ComparisonPorts } from '../verification/index.js';

/** Recordings whose analyses are kept, 26 MB an hour of sound. */
const ANALYSES_KEPT = 100;

/** The same analyses, the last ones kept. */
export function keepingResults(analyse: ComparisonPorts['analyse']): ComparisonPorts['analyse'] {
  const kept = new Map<string, Promise<AnalysedFile>>();
  return (path, options) => {
    const key = JSON.stringify([path, options.fragmentSeconds, options.hopSeconds]);
    const known = kept.get(key) ?? analyse(path, options);
    kept.delete(key);
    kept.set(key, known);
    if (kept.size > ANALYSES_KEPT) kept.delete(kept.keys().next().value!);
    return known;
  };
}
