// A search over several columns: by GET, so that what was found can be sent on as an address.
export type SearchField<Name extends string> = readonly [name: Name, label: string, example: string]

interface SearchFormProps<Name extends string> {
  action: string
  fields: readonly SearchField<Name>[]
  values: { readonly [name in Name]?: string | undefined }
  class: string
}

export function SearchForm<Name extends string>({ action, fields, values, class: look }: SearchFormProps<Name>) {
  return (
    <form method="get" action={action} role="search" class={`grid gap-2 ${look}`}>
      {fields.map(([name, label, example]) => (
        <input
          key={name}
          class="input w-full"
          type="search"
          name={name}
          value={values[name]}
          aria-label={label}
          placeholder={`${label}: ${example}`}
          autocomplete="off"
        />
      ))}
      <button type="submit" class="btn btn-primary">
        Search
      </button>
    </form>
  )
}
