// A number as people type it into a form or behind an option. What is too small or too large is for the verb to say.

/** Digits alone, no sign, no point and no exponent, and few enough to be exact. Null: it is none. */
export function readWholeNumber(text: string): number | null {
  return /^\d{1,15}$/.test(text.trim()) ? Number(text) : null
}
