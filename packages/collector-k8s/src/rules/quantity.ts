// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
const QUANTITY = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:[eE]([+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/;

const POWERS_OF_TEN: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const POWERS_OF_TWO: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };

// Beyond these an operand of the fast way would no longer be exact.
const EXACT_DIGITS = 15;
const EXACT_POWER = 22;
const ZERO = 48;

/**
 * The value of a Kubernetes quantity times 10 to the power of `decimals`, as the nearest double; `undefined` for a text
 * that is none. Nanocores (`decimals` 9) and bytes are whole numbers, so that their sums are exact up to 2^53.
 */
export function parseQuantity(text: string, decimals = 0): number | undefined {
  return plainQuantity(text, decimals) ?? anyQuantity(text, decimals);
}

/** Digits and a suffix, as the API server writes nearly all: a large cluster has hundreds of thousands of them. */
function plainQuantity(text: string, decimals: number): number | undefined {
  let digits = 0;
  let at = 0;
  for (; at < text.length; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) break;
    digits = digits * 10 + digit;
  }
  if (at === 0 || at > EXACT_DIGITS) return undefined;
  const suffix = text.slice(at);
  const two = POWERS_OF_TWO[suffix] ?? 0;
  const ten = two > 0 || suffix === '' ? decimals : (POWERS_OF_TEN[suffix] ?? Number.NaN) + decimals;
  // Both operands are exact, so that the result is rounded once.
  if (ten >= 0 && ten <= EXACT_POWER) return digits * 10 ** ten * 2 ** two;
  return ten < 0 && ten >= -EXACT_POWER ? digits / 10 ** -ten : undefined;
}

function anyQuantity(text: string, decimals: number): number | undefined {
  const [, digits, exponent, suffix = ''] = QUANTITY.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const ten = exponent === undefined ? (POWERS_OF_TEN[suffix] ?? 0) : Number(exponent);
  // The decimal is rounded once, by the engine's own parser; a power of two then changes no digit.
  const value = Number(`${digits}e${ten + decimals}`) * 2 ** (POWERS_OF_TWO[suffix] ?? 0);
  return Number.isFinite(value) ? value : undefined;
}
