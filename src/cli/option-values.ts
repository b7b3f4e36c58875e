import { InvalidArgumentError } from 'commander';

/** A parser for a number option; what is not a number in [min, max] is refused with both bounds. */
export function parseNumber(name: string, min: number, max: number): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? NaN : Number(text);
    if (!(value >= min && value <= max)) {
      throw new InvalidArgumentError(`${name} takes a number from ${min} to ${max}.`);
    }
    return value;
  };
}

/** A parser for a whole-number option in [min, max]. */
export function parseInteger(name: string, min: number, max: number): (text: string) => number {
  const number = parseNumber(name, min, max);
  return (text) => {
    const value = number(text);
    if (!Number.isInteger(value)) throw new InvalidArgumentError(`${name} takes a whole number.`);
    return value;
  };
}
