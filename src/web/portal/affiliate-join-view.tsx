// /affiliate before one has a link: the terms, and the button that takes part.
import { minimumInWords, rateInWords, type Terms } from '../../affiliates/core/terms.ts'
import { PageHead, Panel } from '../kit/components/card.tsx'
import { Form, FormError } from '../kit/components/form.tsx'

interface AffiliateJoinViewProps {
  csrf: string
  terms: Terms
  error: string | null
}

export function AffiliateJoinView({ csrf, terms, error }: AffiliateJoinViewProps) {
  return (
    <>
      <PageHead title="Affiliate" lead="Tell others about us, and a share of what they pay is yours." />
      <Panel title="How it works">
        <FormError text={error ?? undefined} />
        <AffiliateTerms terms={terms} />
        <Form action="/affiliate" csrf={csrf} class="mt-5">
          <button type="submit" class="btn btn-primary">
            Get my link
          </button>
        </Form>
      </Panel>
    </>
  )
}

export function AffiliateTerms({ terms }: { terms: Terms }) {
  const { holdDays, months } = terms
  return (
    <ul class="grid max-w-prose list-disc gap-2 pl-5">
      <li>
        You get {rateInWords(terms)} of what a customer pays who came by your link, in {monthsInWords(months)}. Tax and
        discounts are taken off before.
      </li>
      <li>
        A commission is on hold for {holdDays} days after the payment. Money that goes back to the customer earns
        nothing; when it goes back later, its share is taken off your next payout.
      </li>
      <li>
        Payouts are sent when {minimumInWords(terms)} of a currency or more has come together. Less waits for the next.
      </li>
      <li>The first link somebody came by counts, for 60 days until the sign-up. Your own purchases do not count.</li>
    </ul>
  )
}

function monthsInWords(months: number): string {
  return months === 1 ? 'the month after the first payment' : `the ${months} months after the first payment`
}
