// The answer to "add a node": the one line to paste. It holds a token, so it is shown this once.
import { PageHead, Panel } from '../kit/components/card.tsx'
import { CopyText } from '../kit/components/copy-text.tsx'
import { Time } from '../kit/components/time.tsx'

export interface NodeAddedViewProps {
  name: string
  line: string
  expiresAt: Date
}

export function NodeAddedView({ name, line, expiresAt }: NodeAddedViewProps) {
  return (
    <>
      <PageHead title={`Join ${name}`} back={{ href: '/admin/nodes', label: 'Nodes' }} />
      <div class="grid max-w-3xl gap-5">
        <Panel title="Paste this line on the server">
          <p class="mb-4">
            As root, on a Linux machine with Node 20 or newer. It fetches the agent, checks it, and joins. The line
            works once, until <Time at={expiresAt} class="font-semibold" />.
          </p>
          <CopyText id="join-line" label="Line to paste" text={line} />
        </Panel>
        <p class="text-soft">
          The node shows up as online within seconds. It needs no inbound port but those of the tunnels.
        </p>
      </div>
    </>
  )
}
