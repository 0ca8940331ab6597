// What can be wrong with the audit, and where it begins.

export type AuditFault =
  /** The row is not what was hashed: it was edited, or another was put in its place. */
  | 'changed'
  /** A row, or its place in the chain, is gone. */
  | 'missing'
  /** A row that no commit of ours put there. */
  | 'added'
  /** The end is gone: an anchor knows a later row. */
  | 'cut-off'
  /** The chain fits itself, but not the anchor. */
  | 'rewritten'
  /** The anchors themselves were changed. */
  | 'anchor'
  /** Anchors that were written are not there any more. */
  | 'anchors-gone'
  /** A row that ought to have an anchor by now has none. */
  | 'unanchored'
  /** There are no anchors here, but at another place. */
  | 'anchored-elsewhere'

export interface AuditFinding {
  fault: AuditFault
  /** Id of the first bad row, where one is known. */
  row: bigint | null
  position: bigint | null
  sentence: string
}

export function findingOf(
  fault: AuditFault,
  row: bigint | null,
  position: bigint | null,
  sentence: string,
): AuditFinding {
  return { fault, row, position, sentence }
}

/** The one that begins at the lower position; of two at one place the first, of which none is known at the end. */
export function earlier(a: AuditFinding | null, b: AuditFinding | null): AuditFinding | null {
  if (a === null || b === null) return a ?? b
  return a.position === null || (b.position !== null && b.position < a.position) ? b : a
}
