// The configuration of a device: code to scan, file to save, and how to use it on each system.
// Invariant: a private key is in here only when the server has just made it (`complete`); else the browser fills it in
// (assets/device-key.ts) and it is gone with the page.
import { Panel } from '../kit/components/card.tsx'
import { CopyText } from '../kit/components/copy-text.tsx'
import { QrCode } from '../kit/components/qr-code.tsx'
import { Icon } from '../kit/icons.tsx'
import { AppSteps } from './app-steps-view.tsx'

/** As vpn/profile.ts gives it. */
export interface ProfileFile {
  /** Null: good for all servers. */
  node: { id: string; name: string; location: string | null } | null
  fileName: string
  text: string
}

interface ProfilesProps {
  protocol: 'wireguard' | 'openvpn'
  files: ProfileFile[]
  /** The private key is in the text, shown this once. */
  complete: boolean
}

export function Profiles({ protocol, files, complete }: ProfilesProps) {
  return (
    <div data-profiles tabIndex={-1} class="grid scroll-mt-20 gap-5 outline-none">
      <Panel title={complete ? 'Save it now' : 'Set up your device'}>
        <p
          data-fresh
          hidden={!complete}
          class="mb-4 flex items-start gap-2 rounded-field tint-warning p-3 font-medium text-warning"
        >
          <Icon name="alert" class="mt-0.5 size-5" />
          <span>This is the only time that the private key is shown. Scan or save it before you leave this page.</span>
        </p>
        <p data-stale hidden={complete} class="mb-4 text-soft">
          Your key is set. We do not have its private half, so the code cannot be shown again. With a key of your own,
          put it into the file in place of the marked line. If the file is lost, make new keys below.
        </p>
        <div class="grid gap-3">
          {files.map((file, at) => (
            <details key={file.fileName} open={at === 0} class="rounded-box border border-base-300">
              <summary class="flex min-h-12 items-center gap-2.5 rounded-box px-4 py-3 font-semibold hover:bg-base-200">
                <Icon name="globe" class="size-5 text-primary" />
                <span class="min-w-0 flex-1 wrap-anywhere">{placeOf(file)}</span>
                <span class="turns text-soft">
                  <Icon name="chevron" class="size-4" />
                </span>
              </summary>
              <ProfileBody file={file} at={at} complete={complete} />
            </details>
          ))}
        </div>
      </Panel>
      <AppSteps protocol={protocol} />
    </div>
  )
}

function placeOf({ node }: ProfileFile): string {
  if (!node) return 'All servers'
  return node.location ? `${node.location} (${node.name})` : node.name
}

function ProfileBody({ file, at, complete }: { file: ProfileFile; at: number; complete: boolean }) {
  const id = `profile-${at}`
  return (
    <div
      data-profile={id}
      data-file={file.fileName}
      class="grid gap-4 border-t border-base-300 p-4 sm:grid-cols-[auto_minmax(0,1fr)]"
    >
      <div data-qr class="w-56 max-w-full empty:hidden">
        {complete && <QrCode text={file.text} label={`Code with the settings for ${placeOf(file)}`} />}
      </div>
      <div class="grid min-w-0 content-start gap-3 sm:only:col-span-2">
        <div>
          <button type="button" data-download class={`btn h-11 noscript:hidden ${complete ? 'btn-primary' : ''}`}>
            <Icon name="download" />
            <span class="wrap-anywhere">Download {file.fileName}</span>
          </button>
        </div>
        <details open={!complete}>
          <summary class="link py-1 text-sm font-semibold">Show the text of the file</summary>
          <div class="mt-2">
            <CopyText id={id} label={`Settings for ${placeOf(file)}`} text={file.text} block />
          </div>
        </details>
      </div>
    </div>
  )
}
