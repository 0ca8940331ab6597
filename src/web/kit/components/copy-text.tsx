// Text to take elsewhere: selectable without script, one press with it (assets/copy-button.ts shows the button).
import { Icon } from '../icons.tsx'

interface CopyTextProps {
  id: string
  /** What it is, for screen readers and the button. */
  label: string
  text: string
  /** Keeps its line breaks instead of wrapping. */
  block?: boolean
}

export function CopyText({ id, label, text, block = false }: CopyTextProps) {
  return (
    <div class="grid gap-2">
      <pre
        id={id}
        role="region"
        tabIndex={0}
        aria-label={label}
        class={`max-h-72 overflow-auto rounded-field border border-base-300 bg-base-200 p-3 font-mono text-sm select-all ${block ? '' : 'break-all whitespace-pre-wrap'}`}
      >
        {text}
      </pre>
      <div>
        <CopyButton target={id} label={label} />
      </div>
    </div>
  )
}

/** Not shown where scripts are off: a button that does nothing is worse than none. */
export function CopyButton({ target, label }: { target: string; label: string }) {
  return (
    <button type="button" class="btn btn-sm h-10 noscript:hidden" data-copy={target}>
      <Icon name="copy" class="size-4" />
      <span data-copy-word>Copy</span>
      <span class="sr-only">{label}</span>
    </button>
  )
}
