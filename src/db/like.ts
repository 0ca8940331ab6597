// What somebody typed, inside a pattern of LIKE.

/** Each sign stands for itself there (PostgreSQL manual, 9.7.1). */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}
