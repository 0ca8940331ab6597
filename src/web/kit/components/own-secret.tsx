// What proves once more who is logged in: the password, or the number of an account without e-mail. Its field is named alike.
import { Field } from './form.tsx'

interface OwnSecretProps {
  isAnonymous: boolean
  hint?: string | undefined
  idPrefix?: string
}

export function OwnSecret({ isAnonymous, hint, idPrefix = '' }: OwnSecretProps) {
  if (isAnonymous) {
    return (
      <Field name="password" idPrefix={idPrefix} label="Your account number" hint="All seven groups." maxLength={80} />
    )
  }
  return (
    <Field
      name="password"
      idPrefix={idPrefix}
      label="Your password"
      type="password"
      hint={hint}
      autocomplete="current-password"
    />
  )
}
