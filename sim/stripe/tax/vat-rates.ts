// Where the simulated shop collects tax: the standard rates of some countries, in hundredths of a percent. Anywhere else it has no
// registration, and as with Stripe Tax nothing is collected there.
export const VAT_RATES: Readonly<Record<string, number>> = {
  AT: 2000,
  BE: 2100,
  CH: 810,
  DE: 1900,
  DK: 2500,
  ES: 2100,
  FI: 2550,
  FR: 2000,
  GB: 2000,
  IE: 2300,
  IT: 2200,
  NL: 2100,
  NO: 2500,
  PL: 2300,
  PT: 2300,
  SE: 2500,
}

/** The countries that can be chosen on the pages; the last ones are without tax. */
export const COUNTRIES: readonly string[] = [...Object.keys(VAT_RATES), 'JP', 'US']
