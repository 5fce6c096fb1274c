/** Check digits over the decimal digits of a member number. Pure. */

export const CHECK_ALGORITHMS = ['luhn', 'mod-11-10', 'mod-97-10'] as const;
export type CheckAlgorithm = (typeof CHECK_ALGORITHMS)[number];

/** How many digits each one adds. */
export const CHECK_DIGITS: Readonly<Record<CheckAlgorithm, number>> = {
  luhn: 1,
  'mod-11-10': 1,
  'mod-97-10': 2,
};

/** The check digits that belong behind `digits` (decimal, not empty). */
export function checkDigitsOf(algorithm: CheckAlgorithm, digits: string): string {
  if (algorithm === 'luhn') return luhn(digits);
  return algorithm === 'mod-11-10' ? mod11And10(digits) : mod97And10(digits);
}

/** ISO/IEC 7812-1 annex B: finds every single wrong digit, and swapped neighbours but for 09 and 90. */
function luhn(digits: string): string {
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return String((10 - (sum % 10)) % 10);
}

/** ISO/IEC 7064, hybrid system MOD 11,10: finds every single wrong digit and nearly all swapped neighbours. */
function mod11And10(digits: string): string {
  const product = [...digits].reduce((before, digit) => {
    const sum = (before + Number(digit)) % 10 || 10;
    return (sum * 2) % 11;
  }, 10);
  return String((11 - product) % 10);
}

/** ISO/IEC 7064, pure system MOD 97-10: two digits; finds all single errors and all swapped neighbours. */
function mod97And10(digits: string): string {
  const remainder = [...digits, '0', '0'].reduce((before, digit) => (before * 10 + Number(digit)) % 97, 0);
  return String(98 - remainder).padStart(2, '0');
}
