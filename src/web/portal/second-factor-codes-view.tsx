// Recovery codes, shown once.
import { PageHead, Panel } from '../kit/components/card.tsx'

export function RecoveryCodesView({ codes, goesOn }: { codes: string[]; goesOn: string }) {
  return (
    <>
      <PageHead title="Recovery codes" lead="They are shown this once. Write them down or print this page." />
      <div class="grid max-w-2xl gap-5">
        <Panel
          title="Without your phone"
          lead="Each of them stands for a code of your app or for your passkey, one time. They stay good when you add another."
        >
          <ol class="grid gap-2 font-mono sm:grid-cols-2">
            {codes.map((code) => (
              <li key={code} class="rounded-field bg-base-200 px-3 py-2">
                {code}
              </li>
            ))}
          </ol>
        </Panel>
        <div>
          <a href={goesOn} class="btn btn-primary h-11">
            I kept them, go on
          </a>
        </div>
      </div>
    </>
  )
}
