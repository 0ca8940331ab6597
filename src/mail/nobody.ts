// Where the address of a deleted account leads: nowhere. `.invalid` is nobody's, for ever (RFC 2606).

const NOBODY = '@deleted.invalid'

/** What stands in the place of the address of an account that was deleted. */
export function addressOfNobody(account: string): string {
  return `${account}${NOBODY}`
}

export function isNobody(address: string): boolean {
  return address.endsWith(NOBODY)
}
