// Makes a WireGuard key pair in the browser, tells the server the public half, and fills the private half into the
// configuration that comes back: file, text and QR code. Invariant: the private key is sent nowhere and stored nowhere.
import { QR_DARK, QR_LIGHT, qrPath } from '../kit/components/qr-path.ts'
import { PRIVATE_KEY_PLACEHOLDER } from '../../vpn/core/wireguard-config.ts'
import { fieldsOf } from '../kit/browser/fields-of.ts'
import { makeKeyPair } from '../kit/browser/wireguard-key-pair.ts'

const SVG = 'http://www.w3.org/2000/svg'

document.addEventListener('click', (event) => {
  const pressed = event.target instanceof Element ? event.target.closest('button') : null
  if (pressed?.hasAttribute('data-make')) void make(pressed)
  if (pressed?.hasAttribute('data-download')) download(pressed)
})

async function make(button: HTMLButtonElement): Promise<void> {
  const form = button.form
  const status = form?.querySelector('[data-status]')
  if (!form || !status) return
  button.disabled = true
  status.textContent = 'Making your keys…'
  try {
    const pair = await makeKeyPair()
    const answer = await send(form, pair.publicKey)
    document.getElementById('page')?.replaceChildren(...answer.childNodes)
    fillAll(pair.privateKey)
  } catch (error) {
    status.textContent = error instanceof Error ? error.message : 'That did not work. Please try again.'
    button.disabled = false
  }
}

/** Posts the public key; gives the page that the server answers with. Throws an Error with a sentence for the customer. */
async function send(form: HTMLFormElement, publicKey: string): Promise<HTMLElement> {
  const fields = fieldsOf(form)
  fields.set('public_key', publicKey)
  const response = await fetch(form.action, { method: 'POST', body: fields }).catch(() => null)
  if (!response) throw new Error('The server could not be reached. Please try again.')
  const page = new DOMParser().parseFromString(await response.text(), 'text/html').getElementById('page')
  const refusal = page?.querySelector('[role=alert]')?.textContent
  if (!response.ok || !page) throw new Error(refusal ?? 'That did not work. Please load the page again.')
  if (!page.querySelector('[data-profile]')) throw new Error('No server is ready yet. Please try again later.')
  return page
}

function fillAll(privateKey: string): void {
  for (const part of document.querySelectorAll<HTMLElement>('[data-fresh]')) part.hidden = false
  for (const part of document.querySelectorAll<HTMLElement>('[data-stale]')) part.hidden = true
  for (const profile of document.querySelectorAll<HTMLElement>('[data-profile]')) {
    const text = textOf(profile)
    if (!text) continue
    const config = text.textContent?.replace(PRIVATE_KEY_PLACEHOLDER, privateKey) ?? ''
    text.textContent = config
    text.closest('details')?.removeAttribute('open')
    profile.querySelector('[data-qr]')?.replaceChildren(qrCode(config))
    profile.querySelector('[data-download]')?.classList.add('btn-primary')
  }
  const head = document.querySelector<HTMLElement>('[data-profiles]')
  head?.focus()
  head?.scrollIntoView()
}

function textOf(profile: HTMLElement): HTMLElement | null {
  return document.getElementById(profile.dataset['profile'] ?? '')
}

function qrCode(text: string): SVGElement {
  const { size, path } = qrPath(text)
  const svg = element('svg', {
    viewBox: `0 0 ${size} ${size}`,
    class: 'w-full rounded-field',
    role: 'img',
    'aria-label': 'Code to scan with the WireGuard app',
    'shape-rendering': 'crispEdges',
  })
  svg.append(
    element('rect', { width: String(size), height: String(size), fill: QR_LIGHT }),
    element('path', { d: path, fill: QR_DARK }),
  )
  return svg
}

function element(name: string, attributes: Record<string, string>): SVGElement {
  const made = document.createElementNS(SVG, name) as SVGElement // the namespace says so
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  return made
}

/** Saves the text beside the button as a file, without a request. */
function download(button: HTMLButtonElement): void {
  const profile = button.closest<HTMLElement>('[data-profile]')
  const text = profile && textOf(profile)?.textContent
  if (!profile || !text) return
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/octet-stream' }))
  link.download = profile.dataset['file'] ?? 'turnpike.conf'
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
