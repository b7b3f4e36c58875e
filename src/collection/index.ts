export { bitRate, isLossless, type Advantage } from './copy-quality.js';
export { duplicateGroups, type DuplicateCopy, type DuplicateGroup } from './duplicate-groups.js';
export { families, type Family } from './families.js';
export { familiesWithDuplicates, type FamilyWithDuplicates } from './families-with-duplicates.js';
export { libraryGraph, type CommonLine, type LibraryGraph, type LibraryPair } from './library-graph.js';
export { libraryPairs, type LibraryPairsOptions, type PairPorts } from './library-pairs.js';
