// /dev/mail (demo only): the mails that would have been sent, and one of them.
import { Empty, Facts, PageHead, Panel } from '../kit/components/card.tsx'
import { Cell, Table } from '../kit/components/table.tsx'
import { Time } from '../kit/components/time.tsx'

export interface MailRow {
  id: string
  to: string
  subject: string
  createdAt: Date
}

export function MailboxView({ mails }: { mails: MailRow[] }) {
  return (
    <>
      <PageHead
        title="Mailbox"
        lead="No mail server is set, so mails are kept here instead of being sent. Newest first."
      />
      <Panel title={mails.length === 1 ? '1 mail' : `${mails.length} mails`}>
        {mails.length === 0 ? (
          <Empty icon="mail" title="No mail yet">
            Sign up, and the first one arrives.
          </Empty>
        ) : (
          <Table caption="Mails" columns={[{ head: 'Subject' }, { head: 'To' }, { head: 'Written', wideOnly: true }]}>
            {mails.map((mail) => (
              <tr key={mail.id}>
                <Cell head>
                  <a class="link wrap-anywhere" href={`/dev/mail/${mail.id}`}>
                    {mail.subject}
                  </a>
                </Cell>
                <Cell>
                  <span class="wrap-anywhere">{mail.to}</span>
                </Cell>
                <Cell wideOnly>
                  <Time at={mail.createdAt} />
                </Cell>
              </tr>
            ))}
          </Table>
        )}
      </Panel>
    </>
  )
}

/** The text of a mail with its links alive: only addresses of our own pages. */
export function MailView({ mail, ownOrigin }: { mail: MailRow & { text: string }; ownOrigin: string }) {
  return (
    <>
      <PageHead title={mail.subject} back={{ href: '/dev/mail', label: 'Mailbox' }} />
      <div class="grid gap-5">
        <Panel title="Mail">
          <Facts
            of={[
              ['To', mail.to],
              ['Written', <Time key="at" at={mail.createdAt} />],
            ]}
          />
          <div class="mt-5 border-t border-base-300 pt-5 whitespace-pre-wrap wrap-anywhere">
            {withLinks(mail.text, ownOrigin)}
          </div>
        </Panel>
      </div>
    </>
  )
}

function withLinks(text: string, ownOrigin: string) {
  return text.split(/(https?:\/\/[^\s<>"]+)/).map((part, at) =>
    part.startsWith(`${ownOrigin}/`) ? (
      <a key={at} class="link font-semibold text-primary" href={part}>
        {part}
      </a>
    ) : (
      part
    ),
  )
}
