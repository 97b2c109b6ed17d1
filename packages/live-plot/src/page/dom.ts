/** What an element is made with: properties of its own, and attributes under `attrs`. */
export interface Parts {
  readonly class?: string
  /** Text, never markup: keys and errors are hostile. */
  readonly text?: string
  readonly attrs?: Readonly<Record<string, string>>
}

/** Makes an element with its children. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  parts: Parts = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag)
  if (parts.class !== undefined) made.className = parts.class
  if (parts.text !== undefined) made.textContent = parts.text
  for (const [name, value] of Object.entries(parts.attrs ?? {})) made.setAttribute(name, value)
  made.append(...children)
  return made
}

/** Changes a text only where it differs, so that nothing is laid out or read aloud in vain. */
export function setText(node: Element, text: string): void {
  if (node.textContent !== text) node.textContent = text
}
