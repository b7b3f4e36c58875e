/** How one language writes numbers and times. */
export interface NumberFormat {
  /** A number with so many decimals; what rounds to nothing has no sign. */
  readonly fixed: (value: number, decimals: number) => string;
  /** The same with its sign, a plus too. */
  readonly signed: (value: number, decimals: number) => string;
  /** A whole number, thousands grouped. */
  readonly whole: (value: number) => string;
  /** Two significant digits, thousands grouped: how exact a likelihood ratio is at best. */
  readonly rounded: (value: number) => string;
  /** A rate in [0, 1] as per cent without the sign; two decimals, three and more where it is small. */
  readonly percent: (rate: number) => string;
  /** A length in hours; two decimals where it is short. */
  readonly hours: (seconds: number) => string;
  /** A place in a recording as `1:02:03.4` or `2:03.4`. */
  readonly time: (seconds: number) => string;
}

/** @param decimalMark - Between the whole number and its decimals. */
export function numberFormat(decimalMark: '.' | ','): NumberFormat {
  const fixed = (value: number, decimals: number) => {
    const digits = Math.abs(value).toFixed(decimals).replace('.', decimalMark);
    return value < 0 && /[1-9]/.test(digits) ? `−${digits}` : digits;
  };
  const whole = (value: number) => grouped(fixed(value, 0));
  return {
    fixed,
    whole,
    signed: (value, decimals) => {
      const digits = fixed(value, decimals);
      return value > 0 && /[1-9]/.test(digits) ? `+${digits}` : digits;
    },
    rounded: (value) => {
      const decimals = Math.max(0, 1 - Math.floor(Math.log10(Math.abs(value))));
      return decimals > 0 ? fixed(value, decimals) : whole(Number(value.toPrecision(2)));
    },
    percent: (rate) => fixed(100 * rate, percentDecimals(rate)),
    hours: (seconds) => fixed(seconds / 3600, seconds < 36_000 ? 2 : 0),
    time: (seconds) => formatTime(seconds).replace('.', decimalMark),
  };
}

/** Two, three for small rates, and for smaller ones as many as show that they are not 0. */
function percentDecimals(rate: number): number {
  if (rate <= 0 || rate >= 0.0005) return 2;
  return Math.max(3, Math.ceil(-Math.log10(100 * rate)));
}

/** Thousands apart by a narrow space that does not break, from five digits up. */
function grouped(digits: string): string {
  return digits.length < 5 ? digits : digits.replace(/\B(?=(\d{3})+$)/g, '\u202F');
}

function formatTime(seconds: number): string {
  const tenths = Math.round(Math.abs(seconds) * 10);
  const sign = seconds < 0 && tenths > 0 ? '−' : '';
  const hours = Math.floor(tenths / 36_000);
  const minutes = Math.floor((tenths % 36_000) / 600);
  const rest = ((tenths % 600) / 10).toFixed(1).padStart(4, '0');
  const clock = hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
  return `${sign}${clock}`;
}

/**
 * The form that a Russian noun takes after a whole number.
 *
 * @param forms - After 1, after 2 to 4, after 5: `['запись', 'записи', 'записей']`.
 */
export function russianPlural(count: number, forms: readonly [string, string, string]): string {
  const [tens, units] = [Math.floor((count % 100) / 10), count % 10];
  if (tens === 1 || units === 0 || units > 4) return forms[2];
  return units === 1 ? forms[0] : forms[1];
}

/** The form that an English noun takes after a whole number. */
export function englishPlural(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? one : many;
}
