// What just happened, said once above the page.
import { Icon, type IconName } from '../icons.tsx'

export interface NoticeText {
  tone: 'success' | 'info' | 'warning' | 'error'
  text: string
}

const LOOKS: Record<NoticeText['tone'], [string, IconName]> = {
  success: ['tint-success text-success', 'check'],
  info: ['tint-info text-info', 'info'],
  warning: ['tint-warning text-warning', 'alert'],
  error: ['tint-error text-error', 'alert'],
}

/** Errors interrupt a screen reader, the rest waits its turn. */
export function Notice({ tone, text }: NoticeText) {
  const [look, icon] = LOOKS[tone]
  return (
    <div role={tone === 'error' ? 'alert' : 'status'} class={`mb-6 flex gap-2.5 rounded-box p-4 font-medium ${look}`}>
      <Icon name={icon} class="mt-0.5 size-5" />
      <p class="min-w-0 wrap-anywhere">{text}</p>
    </div>
  )
}
