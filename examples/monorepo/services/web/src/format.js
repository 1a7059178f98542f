// Cents as people read them: 390 is "3,90 €".
export function euros(cents) {
  if (!Number.isInteger(cents) || cents < 0) throw new RangeError(`not an amount: ${cents}`);
  return `${Math.trunc(cents / 100)},${String(cents % 100).padStart(2, "0")} €`;
}
