// Addresses that lead nowhere: of an account that was deleted, and of one that has none. `.invalid` is nobody's, for ever (RFC 2606).

const DELETED = '@deleted.invalid'
const ANONYMOUS = '@anonymous.invalid'

/** What stands in the place of the address of an account that was deleted. */
export function addressOfNobody(account: string): string {
  return `${account}${DELETED}`
}

/** What stands in the place of the address of an account without e-mail. */
export function addressOfAnonymous(account: string): string {
  return `${account}${ANONYMOUS}`
}

/** Whether the account of this address never had one; the database keeps others from it (migration 0020). */
export function isAnonymous(address: string): boolean {
  return address.endsWith(ANONYMOUS)
}

/** The address as its owner and staff read it. */
export function addressInWords(address: string): string {
  return isAnonymous(address) ? 'Anonymous account' : address
}

export function isNobody(address: string): boolean {
  return address.endsWith(DELETED) || isAnonymous(address)
}
