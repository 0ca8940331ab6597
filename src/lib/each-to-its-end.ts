// Several works of which none may keep another from being done.

/** Does one after the other, also when one fails; then throws the first failure. */
export async function eachToItsEnd(works: Iterable<() => Promise<unknown>>): Promise<void> {
  const failures: unknown[] = []
  for (const work of works) {
    await work().catch((error: unknown) => failures.push(error))
  }
  if (failures.length > 0) throw failures[0]
}
