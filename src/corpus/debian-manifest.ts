import { DoppeltonError } from '../errors/index.js';
import { SPLITS, type Recording, type Split } from './recording.js';

/** `core`: the packages with the most music; `more`: the small ones. */
export const DEBIAN_TIERS = ['core', 'more'] as const;

export type DebianTier = (typeof DEBIAN_TIERS)[number];

/** One recording that a package of Debian's archive holds. */
export interface DebianRecording {
  readonly package: string;
  /** Of the package, as apt writes it. */
  readonly version: string;
  /** Path inside the package, or `archive!member` for a recording inside a zip file there. */
  readonly path: string;
  readonly codec: string;
  readonly durationSeconds: number;
  readonly licence: string;
  readonly category: string;
  readonly tier: DebianTier;
  readonly split: Split;
  readonly sha256: string;
  /** Paths in the same package, see `Recording.sharesSoundWith`. */
  readonly sharesSoundWith: readonly string[];
}

const COLUMNS = [
  'package',
  'version',
  'path',
  'codec',
  'seconds',
  'licence',
  'category',
  'tier',
  'split',
  'sha256',
  'sharesSoundWith',
] as const;

/** Between the paths of one field. */
const PATH_SEPARATOR = '|';

const CONTAINER_BY_CODEC: Readonly<Record<string, string>> = { vorbis: 'ogg', wavpack: 'wv' };

/**
 * Reads the list of Debian's recordings: tab-separated, one header line, columns as in {@link DebianRecording}.
 *
 * @throws DoppeltonError `CORPUS_MALFORMED` naming the line.
 */
export function parseDebianManifest(text: string): DebianRecording[] {
  const lines = text.split('\n');
  if (lines[0] !== COLUMNS.join('\t')) {
    throw new DoppeltonError('CORPUS_MALFORMED', 'The Debian manifest does not begin with its header line.');
  }
  return lines.flatMap((line, index) =>
    index === 0 || line === '' ? [] : [parseLine(line.split('\t'), index + 1)],
  );
}

function parseLine(fields: readonly string[], lineNumber: number): DebianRecording {
  const [packageName, version, path, codec, seconds, licence, category, tier, split, sha256, shared] = fields;
  const knownTier = DEBIAN_TIERS.find((name) => name === tier);
  const knownSplit = SPLITS.find((name) => name === split);
  if (
    fields.length !== COLUMNS.length ||
    knownTier === undefined ||
    knownSplit === undefined ||
    !(Number(seconds) > 0) ||
    !/^[0-9a-f]{64}$/.test(sha256!)
  ) {
    throw new DoppeltonError('CORPUS_MALFORMED', `Line ${lineNumber} of the Debian manifest cannot be read.`);
  }
  return {
    package: packageName!,
    version: version!,
    path: path!,
    codec: codec!,
    durationSeconds: Number(seconds),
    licence: licence!,
    category: category!,
    tier: knownTier,
    split: knownSplit,
    sha256: sha256!,
    sharesSoundWith: shared === '' ? [] : shared!.split(PATH_SEPARATOR),
  };
}

/** A path inside a package, taken apart where it leads into a zip file. */
export function packagePath(path: string): { readonly file: string; readonly member?: string } {
  const bang = path.indexOf('!');
  return bang < 0 ? { file: path } : { file: path.slice(0, bang), member: path.slice(bang + 1) };
}

/** Where a recording lies below the corpus' root: `package/path`, a zip's members in a folder named `archive.d`. */
export function debianRecordingId(item: Pick<DebianRecording, 'package' | 'path'>): string {
  const { file, member } = packagePath(item.path);
  return `${item.package}/${member === undefined ? file : `${file}.d/${member}`}`;
}

/** What the manifest says about a recording, in the words of every corpus; the path to open is left to the reader. */
export function describeDebianRecording(item: DebianRecording): Omit<Recording, 'path'> {
  const id = debianRecordingId(item);
  const fileName = id.slice(id.lastIndexOf('/') + 1);
  const dot = fileName.lastIndexOf('.');
  return {
    id,
    group: item.package,
    ...(item.sharesSoundWith.length > 0 && {
      sharesSoundWith: item.sharesSoundWith.map((path) => debianRecordingId({ package: item.package, path })),
    }),
    title: dot > 0 ? fileName.slice(0, dot) : fileName,
    licence: item.licence,
    split: item.split,
    sha256: item.sha256,
    durationSeconds: item.durationSeconds,
    category: item.category,
    container:
      dot > 0 ? fileName.slice(dot + 1).toLowerCase() : (CONTAINER_BY_CODEC[item.codec] ?? item.codec),
  };
}
