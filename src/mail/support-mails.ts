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
  'ticket-opened': ({ ticket }: { ticket: string }): Letter => ({
    subject: 'Your mail to support is a ticket',
    blocks: [
      { say: 'A mail from your address reached us. It is a ticket of your account now, where we answer it.' },
      {
        say: 'Answers to this mail are not read: write on the page. If the mail was not yours, close the ticket there.',
      },
      { button: 'Open the ticket', link: ticket },
    ],
  }),
  'ticket-message': ({ subject, text, ticket, byMail, isUnproved }: Message & { isUnproved: boolean }): Letter => ({
    subject: `Ticket: ${subject}`,
    blocks: [
      ...above(byMail),
      ...(isUnproved ? [{ say: UNPROVED }] : []),
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

const UNPROVED =
  'This came by mail, sender not proved: anybody can write an address into a mail. Your answer goes to the address of the account.'

function above(byMail: boolean): Block[] {
  return byMail ? [{ say: MARKER }] : []
}

function paragraphs(text: string): Block[] {
  return text.split('\n\n').map((say) => ({ say }))
}
