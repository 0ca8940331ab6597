// A name made of parts, such as `customer.subscription.updated`, that breaks between its parts when the line is too short.
import { Fragment } from 'preact'

/** The text as it is, for reading aloud and copying too: only places to break are added. */
export function Dotted({ text }: { text: string }) {
  return (
    <>
      {text.split(/(?<=[._])/).map((part, at) => (
        <Fragment key={at}>
          {at > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </>
  )
}
