// The words of mails about tickets. What people wrote is put in as plain text, paragraph by paragraph.
import type { Block, Letter } from './blocks.ts'

interface Message {
  subject: string
  text: string
  ticket: string
}

export const supportMails = {
  'ticket-answer': ({ subject, text, ticket }: Message): Letter => ({
    subject: `Answer: ${subject}`,
    blocks: [...paragraphs(text), { button: 'Read and reply', link: ticket }],
  }),
  'ticket-message': ({ subject, text, ticket }: Message): Letter => ({
    subject: `Ticket: ${subject}`,
    blocks: [...paragraphs(text), { button: 'Open the ticket', link: ticket }],
  }),
}

function paragraphs(text: string): Block[] {
  return text.split('\n\n').map((say) => ({ say }))
}
