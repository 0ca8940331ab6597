// The words of mails about tickets. What people wrote is put in as plain text, paragraph by paragraph.
import type { Block, Letter } from './blocks.ts'
import { MARKER } from './core/quoted-history.ts'

interface Message {
  subject: string
  text: string
  ticket: string
  /** An answer to this mail is read. */
  byMail: boolean
}

export const supportMails = {
  'ticket-answer': ({ subject, text, ticket, byMail }: Message): Letter => ({
    subject: `Answer: ${subject}`,
    blocks: [
      ...above(byMail),
      ...paragraphs(text),
      {
        say: byMail
          ? 'You can answer this mail, from this address of yours.'
          : 'Answers to this mail are not read: reply on the page.',
      },
      { button: 'Read and reply', link: ticket },
    ],
  }),
  'ticket-message': ({ subject, text, ticket, byMail }: Message): Letter => ({
    subject: `Ticket: ${subject}`,
    blocks: [
      ...above(byMail),
      ...paragraphs(text),
      {
        say: byMail
          ? 'Your answer to this mail goes to the customer, in your name as support.'
          : 'Answers to this mail are not read: open the ticket to answer.',
      },
      { button: 'Open the ticket', link: ticket },
    ],
  }),
}

function above(byMail: boolean): Block[] {
  return byMail ? [{ say: MARKER }] : []
}

function paragraphs(text: string): Block[] {
  return text.split('\n\n').map((say) => ({ say }))
}
