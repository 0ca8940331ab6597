// Lets a few do something at a time, the others in the order in which they came: a rush at one place must not take every connection of
// the database, for which all others would then wait in the same line.

/** Gives what runs a piece of work once fewer than `most` run. */
export function fewAtOnce(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let running = 0
  return async (work) => {
    if (running < most) running++
    else await new Promise<void>((resolve) => waiting.push(resolve)) // whoever leaves hands over his place
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
