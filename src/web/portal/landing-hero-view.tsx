// The top of the landing page: the promise, the two ways on, and a picture of an open road.

interface LandingHeroProps {
  signedIn: boolean
  locations: string[]
}

export function LandingHero({ signedIn, locations }: LandingHeroProps) {
  return (
    <section class="relative isolate overflow-hidden rounded-box bg-neutral text-neutral-content">
      <OpenRoad />
      <div class="grid gap-6 px-6 pt-12 pb-56 sm:px-12 sm:pt-16 lg:max-w-[56%] lg:pb-20">
        <h1 class="text-4xl font-extrabold tracking-tight sm:text-5xl">
          A fast, private road <span class="text-accent">through the internet.</span>
        </h1>
        <p class="max-w-lg text-lg">
          Turnpike is a VPN from the people who run its servers themselves. WireGuard and OpenVPN on every device, keys
          that are made on yours, and no record of where you go.
        </p>
        <div class="flex flex-wrap gap-3">
          <a href={signedIn ? '/dashboard' : '/sign-up'} class="btn btn-accent btn-lg">
            {signedIn ? 'Go to your overview' : 'Get started'}
          </a>
          <a
            href="#plans"
            class="btn btn-lg border-neutral-content/40 bg-transparent text-neutral-content hover:bg-neutral-content/10"
          >
            See the plans
          </a>
        </div>
        {locations.length > 0 && <p class="text-sm">Servers in {new Intl.ListFormat('en-GB').format(locations)}.</p>}
      </div>
    </section>
  )
}

/** A road that runs to the horizon, its barrier lifted. Decoration only; a narrow screen sees its right half. */
function OpenRoad() {
  return (
    <svg
      class="absolute inset-x-0 bottom-0 -z-10 h-60 w-full lg:h-full"
      viewBox="0 0 960 400"
      preserveAspectRatio="xMaxYMax slice"
      aria-hidden="true"
      focusable="false"
    >
      <circle cx="742" cy="196" r="62" fill="#f2b632" />
      <path d="M0 330c90-30 160-10 240-40s150-70 250-72 120-34 176-10 104 18 160-8 94-22 134-4v204H0z" fill="#174a39" />
      <path d="M0 360c110-40 200-30 300-62s170-54 270-64 190 8 260 0 90 8 130-8v174H0z" fill="#1b5441" />
      <path d="M736 230h12l156 170H564z" fill="#0b211a" />
      <path
        d="m742 238 .8 10h-1.6zm-1.5 18h3l.8 16h-4.6zm-2.2 28h7.4l1.6 28h-10.6zm-3.7 44h14.8l2.4 60h-19.6z"
        fill="#f3ead2"
      />
      <path d="M598 346v-74" stroke="#f3ead2" stroke-width="12" stroke-linecap="round" />
      <path d="M598 280 694 96" stroke="#f2b632" stroke-width="11" stroke-linecap="round" />
      <path d="m611 255 10-19m15-29 10-19m15-29 10-19" stroke="#0b211a" stroke-width="11" />
      <circle cx="598" cy="280" r="13" fill="#f3ead2" />
      <circle cx="598" cy="280" r="5" fill="#123b2e" />
    </svg>
  )
}
