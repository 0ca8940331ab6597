// A page with `data-refresh="<seconds>"` waits for something: it is fetched again until it no longer has that mark.
// Without script the page's own <noscript> refresh does it.

const LIMIT = 60

void watch()

async function watch(): Promise<void> {
  for (let round = 0; round < LIMIT; round += 1) {
    const waiting = document.querySelector<HTMLElement>('[data-refresh]')
    if (!waiting) return
    await pause(Number(waiting.dataset['refresh'] ?? '3') * 1000)
    if (document.hidden) continue
    const fresh = await fetchPage()
    if (fresh && !fresh.querySelector('[data-refresh]')) {
      document.getElementById('page')?.replaceChildren(...fresh.childNodes)
      return
    }
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

/** The page as it is now; null while the server cannot be reached: the next round asks again. */
async function fetchPage(): Promise<HTMLElement | null> {
  const response = await fetch(location.href, { headers: { accept: 'text/html' } }).catch(() => null)
  if (!response?.ok) return null
  return new DOMParser().parseFromString(await response.text(), 'text/html').getElementById('page')
}
