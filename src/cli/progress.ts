/** A running display of how far a long piece of work has come. */
export interface Progress {
  /** Adds `amount` finished units; `note` replaces the text behind the bar. */
  advance(amount: number, note?: string): void;
  /** Removes the display. */
  done(): void;
}

interface ProgressOptions {
  readonly label: string;
  /** All units of the work; 0 when unknown. */
  readonly total: number;
  readonly unit: string;
}

/** Work shorter than this shows nothing. */
const PATIENCE_MS = 2000;
const REDRAW_MS = 200;
/** Where lines cannot be redrawn (a log file), one is printed this often. */
const LOG_LINE_MS = 30_000;

/** Shows progress with the time left on standard error, once the work has taken more than two seconds. */
export function createProgress({ label, total, unit }: ProgressOptions): Progress {
  const started = Date.now();
  const live = process.stderr.isTTY;
  let finished = 0;
  let lastShown = started + PATIENCE_MS - (live ? REDRAW_MS : LOG_LINE_MS);
  let shown = false;

  return {
    advance(amount, note) {
      finished += amount;
      const now = Date.now();
      if (now - started < PATIENCE_MS || now - lastShown < (live ? REDRAW_MS : LOG_LINE_MS)) return;
      lastShown = now;
      shown = true;
      const line = progressLine({ label, total, unit, finished, elapsedMs: now - started, note: note ?? '' });
      process.stderr.write(
        live ? `\r\u001b[2K${line.slice(0, (process.stderr.columns || 80) - 1)}` : `${line}\n`,
      );
    },
    done() {
      if (shown && live) process.stderr.write('\r\u001b[2K');
    },
  };
}

interface ProgressState extends ProgressOptions {
  readonly finished: number;
  readonly elapsedMs: number;
  readonly note: string;
}

/** One line: label, share done, count, time left, note. */
function progressLine({ label, total, unit, finished, elapsedMs, note }: ProgressState): string {
  const parts = [label];
  if (total > 0) {
    const share = Math.min(1, finished / total);
    parts.push(`${Math.floor(share * 100)} %`, `${formatCount(finished)}/${formatCount(total)} ${unit}`);
    if (share > 0 && share < 1) parts.push(`${formatDuration((elapsedMs / share) * (1 - share))} left`);
  } else {
    parts.push(`${formatCount(finished)} ${unit}`, formatDuration(elapsedMs));
  }
  if (note !== '') parts.push(note);
  return parts.join('  ');
}

function formatCount(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(0);
}

/** A duration as `42 s`, `3 min 05 s` or `2 h 04 min`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
