import { unzipSync } from 'fflate';
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { debianRecordingId, packagePath, type DebianRecording } from '../../../corpus/index.js';
import { DoppeltonError } from '../../../errors/index.js';
import { runPrograms } from './corpus-program.js';
import { hashFile } from '../files/file-hash.js';

/**
 * Downloads one package with apt and takes its recordings out, each checked by its SHA-256 before it gets its place
 * below the root. The package's copyright file comes along. Neither the package nor anything else stays behind.
 *
 * @param items - Recordings of one and the same package and version; those of other bytes than described are not kept.
 * @returns The recordings that now lie in their places.
 * @throws DoppeltonError `PROGRAM_MISSING`; `DOWNLOAD_FAILED` when apt or dpkg fails.
 */
export async function fetchDebianPackage(
  root: string,
  items: readonly DebianRecording[],
): Promise<DebianRecording[]> {
  const { package: packageName, version } = items[0]!;
  const work = join(root, '.fetch', packageName);
  await rm(work, { recursive: true, force: true });
  try {
    await mkdir(work, { recursive: true });
    return await takeRecordings(root, work, {
      deb: await downloadPackage(work, packageName, version),
      items,
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * Takes recordings out of a package that is on disk.
 *
 * @param work - Existing folder for what is unpacked, on the same disk as the root.
 * @param source.deb - The package's file.
 * @param source.items - As in {@link fetchDebianPackage}.
 * @returns The recordings that now lie in their places.
 * @throws DoppeltonError `PROGRAM_MISSING`; `DOWNLOAD_FAILED` when the file is no package.
 */
export async function takeRecordings(
  root: string,
  work: string,
  { deb, items }: { readonly deb: string; readonly items: readonly DebianRecording[] },
): Promise<DebianRecording[]> {
  const packageName = items[0]!.package;
  const unpacked = join(work, packageName);
  await mkdir(unpacked, { recursive: true });
  const copyright = `usr/share/doc/${packageName}/copyright`;
  const files = new Set(items.map(({ path }) => packagePath(path).file));
  await unpackFiles(work, { deb, unpacked, files: [...files, copyright] });
  await unzipMembers(unpacked, items);
  const kept = [];
  for (const item of items) if (await putInPlace(root, work, item)) kept.push(item);
  await moveIfThere(join(unpacked, copyright), join(root, packageName, copyright));
  return kept;
}

/** Whether a recording lies in its place with the right bytes. */
export async function isInPlace(root: string, item: DebianRecording): Promise<boolean> {
  return hasHash(join(root, debianRecordingId(item)), item.sha256);
}

async function hasHash(path: string, sha256: string): Promise<boolean> {
  const isFile = await stat(path).then(
    (status) => status.isFile(),
    () => false,
  );
  return isFile && (await hashFile(path)) === sha256;
}

async function downloadPackage(folder: string, packageName: string, version: string): Promise<string> {
  // The described version may have left the archive: its successor often holds the same recordings, and each is
  // checked by its hash in any case.
  let reason = '';
  for (const wanted of [`${packageName}=${version}`, packageName]) {
    // apt's own user may not write to the folder.
    const options = ['-q', '-o', 'APT::Sandbox::User=root'];
    const [result] = await runPrograms([['apt-get', ...options, 'download', wanted]], folder);
    const deb = (await readdir(folder)).find((name) => name.endsWith('.deb'));
    if (result?.exitCode === 0 && deb !== undefined) return join(folder, deb);
    reason ||= result?.errors ?? '';
  }
  throw new DoppeltonError('DOWNLOAD_FAILED', `${packageName}: apt-get download failed: ${reason}`);
}

async function unpackFiles(
  work: string,
  { deb, unpacked, files }: { deb: string; unpacked: string; files: readonly string[] },
): Promise<void> {
  const list = join(work, 'files');
  await writeFile(list, files.map((file) => `./${file}\0`).join(''));
  const [dpkg] = await runPrograms(
    [
      ['dpkg-deb', '--fsys-tarfile', deb],
      // tar's exit code tells of files that another version no longer has; what came out is checked one by one.
      ['tar', '-x', '-C', unpacked, '--no-same-owner', '--null', '-T', list],
    ],
    work,
  );
  if (dpkg?.exitCode !== 0) {
    throw new DoppeltonError('DOWNLOAD_FAILED', `${deb}: cannot be unpacked: ${dpkg?.errors ?? ''}`);
  }
}

async function unzipMembers(unpacked: string, items: readonly DebianRecording[]): Promise<void> {
  const membersByFile = new Map<string, Set<string>>();
  for (const { path } of items) {
    const { file, member } = packagePath(path);
    if (member === undefined) continue;
    const members = membersByFile.get(file) ?? new Set();
    membersByFile.set(file, members.add(member));
  }
  for (const [file, members] of membersByFile) {
    for (const [member, bytes] of Object.entries(await unzipFile(join(unpacked, file), members))) {
      const path = join(unpacked, `${file}.d`, member);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, bytes);
    }
  }
}

async function unzipFile(path: string, members: ReadonlySet<string>): Promise<Record<string, Uint8Array>> {
  try {
    return unzipSync(await readFile(path), { filter: ({ name }) => members.has(name) });
  } catch (cause) {
    throw new DoppeltonError('DOWNLOAD_FAILED', `${path}: cannot be unzipped.`, cause);
  }
}

async function putInPlace(root: string, work: string, item: DebianRecording): Promise<boolean> {
  const id = debianRecordingId(item);
  const source = join(work, id);
  if (!(await hasHash(source, item.sha256))) return false;
  await moveIfThere(source, join(root, id));
  return true;
}

async function moveIfThere(source: string, target: string): Promise<void> {
  const isThere = await stat(source).then(
    (status) => status.isFile(),
    () => false,
  );
  if (!isThere) return;
  await mkdir(dirname(target), { recursive: true });
  await rename(source, target);
}
