import { spawn, type ChildProcess } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';

const ROOT = new URL('../../', import.meta.url).pathname;

/** A recording that ships with the program. */
export const samplePath = (name: string) => join(ROOT, 'samples', name);

/** A file as a part of a form. */
export async function fileOf(path: string, name: string): Promise<File> {
  return new File([await buffer(createReadStream(path))], name);
}

/** A form of files and fields. */
export function formOf(parts: Readonly<Record<string, string | File>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(parts)) form.append(name, value);
  return form;
}

/** The service as its users run it: a process of its own, at a port that is free. */
export class ServiceProcess {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  readonly #log: string[];

  private constructor(child: ChildProcess, url: string, log: string[]) {
    this.#child = child;
    this.url = url;
    this.#log = log;
    this.#ended = new Promise((resolve) => child.once('exit', resolve));
  }

  /** @param flags - Of `doppelton serve`. */
  static async start(...flags: string[]): Promise<ServiceProcess> {
    const child = spawn(
      process.execPath,
      [join(ROOT, 'bin/doppelton.js'), 'serve', '--port', '0', ...flags],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const log: string[] = [];
    child.stderr.on('data', (text: Buffer) => log.push(text.toString()));
    const url = await new Promise<string>((resolve, reject) => {
      let printed = '';
      child.stdout.on('data', (text: Buffer) => {
        printed += text.toString();
        const found = /^listening at (\S+)$/m.exec(printed)?.[1];
        if (found !== undefined) resolve(found);
      });
      child.once('exit', (code) => {
        reject(new Error(`the service ended with ${String(code)}: ${log.join('')}`));
      });
    });
    return new ServiceProcess(child, url, log);
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** What it has logged so far. */
  get log(): string {
    return this.#log.join('');
  }

  /** A request to a path below `/api/v1`. */
  request(path: string, options: RequestInit = {}): Promise<Response> {
    return fetch(`${this.url}/api/v1${path}`, options);
  }

  /** A request whose answer is JSON. */
  async json<T>(path: string, options: RequestInit = {}): Promise<T> {
    return (await (await this.request(path, options)).json()) as T;
  }

  post(path: string, parts: Readonly<Record<string, string | File>>): Promise<Response> {
    return this.request(path, { method: 'POST', body: formOf(parts) });
  }

  /** Asks it to end. @returns Its exit code; null when a signal ended it. */
  stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.#child.kill(signal);
    return this.#ended;
  }
}

/** All files below a folder, by their paths from there. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
