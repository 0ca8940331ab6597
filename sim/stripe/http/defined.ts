// What was given of what could have been.

/** Without the keys that have no value. */
export function defined<T extends object>(params: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  // Only keys with a value are left, which the mapped type says and Object.fromEntries cannot.
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}
