// /account/data: everything that is kept about oneself, as a file.
import { PageHead, Panel } from '../kit/components/card.tsx'
import { Form, FormError } from '../kit/components/form.tsx'
import { OwnSecret } from '../kit/components/own-secret.tsx'

export interface OwnDataViewProps {
  csrf: string
  isAnonymous: boolean
  error: string | null
}

export function OwnDataView({ csrf, isAnonymous, error }: OwnDataViewProps) {
  return (
    <>
      <PageHead
        title="Your data"
        lead="Everything that we keep about you, in one file."
        back={{ href: '/account', label: 'Account' }}
      />
      <div class="max-w-2xl">
        <Panel
          title="Download"
          lead="A JSON file, which programs and people can read: each kind of data with what it is, why and how long it is kept. Secrets are left out, and the file says which."
        >
          <Form action="/account/data" csrf={csrf} class="grid gap-4">
            <FormError text={error ?? undefined} />
            <OwnSecret isAnonymous={isAnonymous} />
            <div>
              <button type="submit" class="btn btn-primary">
                Download my data
              </button>
            </div>
          </Form>
        </Panel>
      </div>
    </>
  )
}
