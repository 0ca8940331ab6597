// /admin/answers: the answers that staff keep ready, and the form that makes one; /admin/answers/:id: one of them to change.
import { Empty, PageHead, Panel } from '../kit/components/card.tsx'
import { Field, Form, FormError } from '../kit/components/form.tsx'
import { TextField } from '../portal/ticket-thread-view.tsx'

export interface AnswerValues {
  name: string
  text: string
}
interface FormProps {
  csrf: string
  values: AnswerValues
  error: string | null
}

export function AnswersView(props: FormProps & { answers: { id: string; name: string; body: string }[] }) {
  const { answers, ...form } = props
  return (
    <>
      <PageHead
        title="Answers kept ready"
        lead="Put into a reply on the page of a ticket, to be changed before it is sent."
        back={{ href: '/admin/tickets', label: 'Tickets' }}
      />
      <div class="grid items-start gap-5 lg:grid-cols-[1.4fr_1fr]">
        {answers.length === 0 ? (
          <Empty icon="mail" title="No answer is kept yet" />
        ) : (
          <ul class="panel min-w-0 divide-y divide-base-300 overflow-hidden">
            {answers.map(({ id, name, body }) => (
              <li key={id} class="p-4 sm:p-5">
                <a class="link font-bold wrap-anywhere" dir="auto" href={`/admin/answers/${id}`}>
                  {name}
                </a>
                <p dir="auto" class="mt-1 line-clamp-3 text-sm whitespace-pre-wrap text-soft wrap-anywhere">
                  {body}
                </p>
              </li>
            ))}
          </ul>
        )}
        <Panel title="Keep another" class="min-w-0">
          <AnswerForm action="/admin/answers" {...form} />
        </Panel>
      </div>
    </>
  )
}

export function AnswerView({ id, ...form }: FormProps & { id: string }) {
  return (
    <>
      <PageHead title="Change an answer" back={{ href: '/admin/answers', label: 'Answers kept ready' }} />
      <Panel title="Answer">
        <AnswerForm action={`/admin/answers/${id}`} {...form} />
        <Form action={`/admin/answers/${id}/removal`} csrf={form.csrf} class="mt-4">
          <button type="submit" class="btn h-11">
            Remove it
          </button>
        </Form>
      </Panel>
    </>
  )
}

function AnswerForm({ action, csrf, values, error }: FormProps & { action: string }) {
  return (
    <Form action={action} csrf={csrf} class="grid gap-4">
      <FormError text={error ?? undefined} />
      <Field name="name" label="Name" value={values.name} maxLength={60} />
      <TextField label="Text" value={values.text} />
      <p class="text-sm text-soft">
        {'{email}'} and {'{plan}'} become the customer’s address and plan.
      </p>
      <div>
        <button type="submit" class="btn btn-primary h-11">
          Keep
        </button>
      </div>
    </Form>
  )
}
