import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Folder of the installed package: four levels above this folder's files, in src/ and in dist/ alike. */
const PACKAGE_ROOT = new URL('../../../../', import.meta.url);

/** A file or folder that ships with the package. */
export function shippedPath(relative: string): string {
  return fileURLToPath(new URL(relative, PACKAGE_ROOT));
}

/** Version of the installed package. */
export function packageVersion(): string {
  const manifest = JSON.parse(readFileSync(shippedPath('package.json'), 'utf8')) as { version: string };
  return manifest.version;
}
