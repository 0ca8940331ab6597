// Makes or uses a passkey where a form asks for one: fetches what is to be signed, has the browser do it, and sends the form with
// the answer. What needs it is hidden until this has seen that the browser can.
import { fieldsOf } from '../kit/browser/fields-of.ts'

const AGAIN = 'That did not work. Load the page again and retry.'
const isAddress = /^[\d.]+$|^\[/.test(location.hostname) // passkeys belong to names, not to IP addresses
const canDoIt =
  !isAddress && 'PublicKeyCredential' in window && 'parseRequestOptionsFromJSON' in window.PublicKeyCredential

for (const part of document.querySelectorAll<HTMLElement>('[data-passkey]')) part.hidden = !canDoIt
for (const part of document.querySelectorAll<HTMLElement>('[data-no-passkey]')) part.hidden = canDoIt

document.addEventListener('submit', (event) => {
  const form = event.target
  if (!(form instanceof HTMLFormElement) || form.dataset['hook'] !== 'passkey') return
  event.preventDefault()
  void run(form)
})

async function run(form: HTMLFormElement): Promise<void> {
  const button = form.querySelector<HTMLButtonElement>('button[data-options]')
  const answer = form.querySelector<HTMLInputElement>('input[name=credential]')
  const status = form.querySelector('[data-status]')
  if (!button || !answer || !status) return
  button.disabled = true
  status.textContent = 'Your browser asks you now.'
  try {
    const options = await fetchOptions(form, button.dataset['options'] ?? '')
    answer.value = JSON.stringify(await ask(options, button.dataset['kind'] === 'create'))
    form.submit()
  } catch (error) {
    status.textContent = sentenceFor(error)
    button.disabled = false
  }
}

/** Throws an Error with a sentence for the customer. */
async function fetchOptions(form: HTMLFormElement, path: string): Promise<unknown> {
  const response = await fetch(path, { method: 'POST', body: fieldsOf(form) }).catch(() => null)
  if (!response) throw new Error('The server could not be reached. Please try again.')
  if (response.ok) return response.json()
  const page = new DOMParser().parseFromString(await response.text(), 'text/html')
  throw new Error(page.querySelector('[role=alert]')?.textContent ?? AGAIN)
}

async function ask(options: unknown, isNew: boolean): Promise<unknown> {
  // The server's library makes what these functions read.
  const credential = isNew
    ? await navigator.credentials.create({
        publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON),
      })
    : await navigator.credentials.get({
        publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON),
      })
  if (!(credential instanceof PublicKeyCredential)) throw new Error(AGAIN)
  return credential.toJSON()
}

function sentenceFor(error: unknown): string {
  if (error instanceof DOMException) {
    if (error.name === 'InvalidStateError') return 'This device has a passkey for your account already.'
    return 'Nothing was signed: it was cancelled, took too long, or this device has no passkey for this site.'
  }
  return error instanceof Error ? error.message : AGAIN
}
