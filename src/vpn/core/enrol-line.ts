// The one line an operator pastes on a new node. It needs nothing there but Node.
// Invariant: the token reaches the agent through standard input by the shell's own echo, so it stands in no argument list;
// the agent is run only when its SHA-256 is the one the control plane has.

export interface EnrolLine {
  /** Without a slash at its end. */
  baseUrl: string
  /** Hex. */
  sha256: string
  token: string
}

const STATE_DIR = '/var/lib/turnpike-agent'
const FILE = 'turnpike-agent.mjs'

/** Throws a RangeError for an address that could end the quoting: it is ours, but it is pasted into a root shell. */
export function enrolLine({ baseUrl, sha256, token }: EnrolLine): string {
  if (!/^https?:\/\/[A-Za-z0-9.:[\]/_~-]+$/.test(baseUrl)) {
    throw new RangeError('BASE_URL has characters that cannot be pasted into a shell.')
  }
  // Single quotes: nothing in them means anything to a shell, in an interactive one too.
  const fetchAgent = [
    `fetch("${baseUrl}/agent/v1/agent.mjs")`,
    '.then(r=>r.arrayBuffer()).then(b=>{const d=Buffer.from(b);',
    `if(require("crypto").createHash("sha256").update(d).digest("hex")!=="${sha256}")throw Error("checksum of the agent is wrong");`,
    `require("fs").writeFileSync("${FILE}",d,{mode:0o600})})`,
  ].join('')
  const run = `node ${FILE} --url ${baseUrl} --state-dir ${STATE_DIR} --enrol-stdin`
  return `node -e '${fetchAgent}' && echo ${token} | ${run}`
}
