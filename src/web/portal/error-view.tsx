// The page of every refusal and fault: what happened, in a sentence, and a way on. Detail stays in the log.
import { Icon } from '../kit/icons.tsx'

export interface ErrorViewProps {
  status: number
  /** A sentence that fits better than the status' own. */
  message?: string
  /** Names this fault in the log, to be told to support. */
  reference?: string
  /** Where "back" leads. */
  home: string
}

const WORDS: Record<number, [string, string]> = {
  400: ['That request was not understood', 'Please go back and try again.'],
  401: ['Please log in', 'This page is for people who are logged in.'],
  403: ['Not allowed', 'You may not do this. If the page was open for a long time, load it again and repeat the step.'],
  404: ['This road ends here', 'There is no such page, or it is not yours.'],
  409: ['That does not fit any more', 'Something changed in the meantime. Load the page again.'],
  429: ['A little slower, please', 'There were too many tries. Wait a few minutes and try again.'],
  500: ['Something broke on our side', 'It is written down and we will look at it. Please try again in a moment.'],
  503: ['Closed for a moment', 'We are just starting or at work. Please try again in a minute.'],
}

export function ErrorView({ status, message, reference, home }: ErrorViewProps) {
  const [title, text] = WORDS[status] ??
    (status < 500 ? WORDS[400] : WORDS[500]) ?? ['That did not work', 'Please try again.']
  return (
    <div class="panel mx-auto max-w-lg overflow-hidden sm:mt-6">
      <div class="barrier h-3" />
      <div class="grid justify-items-center px-6 py-10 text-center">
        <p class="text-sm font-bold tracking-widest text-soft">{status}</p>
        <h1 class="mt-2 text-2xl font-bold">{title}</h1>
        <p role="alert" class="mt-2 text-soft wrap-anywhere">
          {message ?? text}
        </p>
        {reference && (
          <p class="mt-3 text-sm text-soft">
            Reference <code class="font-mono">{reference}</code>
          </p>
        )}
        <a href={home} class="btn btn-primary mt-6">
          <Icon name="home" class="size-4" />
          Back to the start
        </a>
      </div>
    </div>
  )
}
