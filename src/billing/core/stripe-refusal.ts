// What Stripe's refusals say by their codes (docs.stripe.com/error-codes).

/** Stripe has nothing under the id that it was asked for. */
export const isMissing = (error: unknown) => codeOf(error) === 'resource_missing'

/** What was to be made under an id is there. */
export const isThere = (error: unknown) => codeOf(error) === 'resource_already_exists'

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : null)
