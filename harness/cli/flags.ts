import { InvalidArgumentError } from 'commander';

/** Parser of a whole number at least `min`, for commander. */
export function wholeNumber(min: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= min && text.trim() !== '') return value;
    throw new InvalidArgumentError(`want a whole number from ${min}.`);
  };
}

/** Collects comma-separated and repeated values of a flag. */
export function list(text: string, before: string[] = []): string[] {
  return [...before, ...text.split(',').filter((item) => item !== '')];
}

/** Collects the values of a repeated flag, each as it is. */
export function repeated(text: string, before: string[] = []): string[] {
  return [...before, text];
}
