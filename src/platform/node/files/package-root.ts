import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PACKAGE_ROOT = packageRoot();

/** Folder of the installed package: the nearest above this code that has a manifest, in src/ and wherever it is built to. */
function packageRoot(): URL {
  let folder = new URL('./', import.meta.url);
  while (!existsSync(new URL('package.json', folder))) folder = new URL('../', folder);
  return folder;
}

/** A file or folder that ships with the package. */
export function shippedPath(relative: string): string {
  return fileURLToPath(new URL(relative, PACKAGE_ROOT));
}

/** Version of the installed package. */
export function packageVersion(): string {
  const manifest = JSON.parse(readFileSync(shippedPath('package.json'), 'utf8')) as { version: string };
  return manifest.version;
}
