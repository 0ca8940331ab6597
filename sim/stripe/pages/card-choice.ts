// The list of named test cards to choose from.
import { html, type Html } from './html.ts'
import { testCards, type TestCard } from '../payments/test-cards.ts'

/** Radio buttons for `card`; bank debits only where a payment may take days. */
export function cardChoice({ legend = 'Test card', debits = true, chosen = 'pm_card_visa' } = {}): Html {
  const cards = testCards.filter(
    (card): card is TestCard & { title: string } => card.title !== null && (debits || card.kind === undefined),
  )
  return html`<fieldset>
    <legend>${legend}</legend>
    ${cards.map(
      ({ name, title, number }) =>
        html`<label class="choice"
          ><input type="radio" name="card" value="${name}" ${name === chosen ? html` checked` : ''} /><span
            >${title} <span class="soft">…${number.slice(-4)}</span></span
          ></label
        >`,
    )}
  </fieldset>`
}
