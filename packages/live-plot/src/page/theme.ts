/** Light or dark, as the system has it until the viewer chooses. */
export type Theme = 'light' | 'dark'

const KEY = 'hops-kafka-live-plot-theme'

/** The theme to open with. */
export function firstTheme(): Theme {
  const kept = stored()
  if (kept === 'light' || kept === 'dark') return kept
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}

/** Puts a theme in force and keeps it for the next visit. */
export function useTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme
  try {
    localStorage.setItem(KEY, theme)
  } catch {
    // A browser may allow no storage; the choice then holds until the page is closed.
  }
}

/** Colours of Okabe and Ito, told apart with any colour vision, as each theme shows them best. */
const COLOURS: Readonly<Record<Theme, readonly string[]>> = {
  light: ['#0072b2', '#d55e00', '#00805d', '#b5508f', '#a86f00', '#2f7fb0', '#6a51a3', '#5c5c5c'],
  dark: ['#56b4e9', '#ff9f45', '#2fc796', '#e59ac8', '#f0c243', '#8fc7ff', '#b8a4f0', '#bdbdbd'],
}

/** The colour of the series with this id. */
export function colourOf(id: number, theme: Theme): string {
  const colours = COLOURS[theme]
  return colours[id % colours.length] ?? ''
}

/** A colour of the style sheet. */
export function cssColour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEY)
  } catch {
    return null
  }
}
