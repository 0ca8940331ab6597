// What a browser calls itself, in words that its owner knows again: kind and system, no version, so that hardly anybody is alone
// with them.

const BROWSERS: [RegExp, string][] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bChrom(e|ium)\/|\bCriOS\//, 'Chrome'],
  [/\bSafari\//, 'Safari'], // all the others that say so too stand before it
]
const SYSTEMS: [RegExp, string][] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMacintosh\b/, 'Mac'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
]

/** Such as "Firefox on Windows"; null when neither is one of the known. */
export function deviceWords(userAgent: string | undefined): string | null {
  const text = userAgent?.slice(0, 300) ?? ''
  const word = (list: [RegExp, string][]) => list.find(([mark]) => mark.test(text))?.[1]
  const [browser, system] = [word(BROWSERS), word(SYSTEMS)]
  if (browser === undefined) return system ?? null
  return system === undefined ? browser : `${browser} on ${system}`
}
