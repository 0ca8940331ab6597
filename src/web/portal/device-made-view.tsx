// The answer to "make the key on the server": the whole configuration, this once. Sent with no-store, never redirected to.
import { PageHead } from '../kit/components/card.tsx'
import { Profiles, type ProfileFile } from './device-profile-view.tsx'

export interface DeviceMadeViewProps {
  device: { id: string; name: string; protocol: 'wireguard' | 'openvpn' }
  files: ProfileFile[]
}

export function DeviceMadeView({ device, files }: DeviceMadeViewProps) {
  return (
    <>
      <PageHead
        title={device.name}
        lead="The keys are made."
        back={{ href: `/devices/${device.id}`, label: 'Back to the device' }}
      />
      <div class="grid max-w-3xl gap-5">
        <Profiles protocol={device.protocol} files={files} complete />
      </div>
    </>
  )
}
