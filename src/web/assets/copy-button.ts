// Buttons with `data-copy="<id>"` copy that element's text and say so for a moment.
// Listens on the document, so that content put in later is served too.

document.addEventListener('click', (event) => {
  const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-copy]') : null
  const source = button && document.getElementById(button.dataset['copy'] ?? '')
  if (button && source) void copy(button, source)
})

async function copy(button: HTMLElement, source: HTMLElement): Promise<void> {
  const word = button.querySelector('[data-copy-word]')
  try {
    await navigator.clipboard.writeText(source.textContent ?? '')
    say(word, 'Copied')
  } catch {
    // No permission, or not a secure page: select the text, so that the keyboard can copy it.
    getSelection()?.selectAllChildren(source)
    say(word, 'Selected: press Ctrl+C')
  }
}

function say(word: Element | null, text: string): void {
  if (!word) return
  word.setAttribute('role', 'status')
  word.textContent = text
  setTimeout(() => {
    word.textContent = 'Copy'
  }, 2500)
}
