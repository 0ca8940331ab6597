// Row types of what is forgotten and what is sealed (migration 0017), a part of schema.ts.

export interface PrivacyTables {
  closures: {
    account_id: string
    email: string | null
    actor: string
    asked_at: Date
    closed_at: Date | null
  }
  secrets: { name: string; sealed: string }
}
