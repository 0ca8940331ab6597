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
