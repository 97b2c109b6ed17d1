import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { listPackages, ROOT, relativeToRoot } from '../workspace.ts'

/** A fenced code block of a Markdown file. */
export interface Fence {
  /** The Markdown file, absolute. */
  readonly file: string
  /** Line of the code's first line in that file, from 1. */
  readonly line: number
  readonly language: string
  readonly code: string
}

/** README.md of the root and of every package that has one. */
export function listReadmes(): string[] {
  return [ROOT, ...listPackages().map(({ directory }) => directory)]
    .map((directory) => path.join(directory, 'README.md'))
    .filter((file) => existsSync(file))
}

/** The fenced blocks of a Markdown file, in order. */
export function readFences(file: string): Fence[] {
  return parseFences(readFileSync(file, 'utf8'), file)
}

/** The fenced blocks of a Markdown text. One that is not closed runs to the end, as CommonMark has it. */
export function parseFences(markdown: string, file: string): Fence[] {
  const fences: Fence[] = []
  const lines = markdown.split(/\r?\n/)
  let index = 0
  while (index < lines.length) {
    const opening = /^ {0,3}(`{3,})\s*(\S*)/.exec(lines[index] ?? '')
    index += 1
    if (opening === null) continue
    const [, marks = '', language = ''] = opening
    const end = lines.findIndex((line, at) => at >= index && line.trim() === marks)
    const last = end === -1 ? lines.length : end
    fences.push({ file, line: index + 1, language, code: lines.slice(index, last).join('\n') })
    index = last + 1
  }
  return fences
}

/** Where a reader finds a line of a fence. */
export function placeOf({ file, line }: Fence, offset = 0): string {
  return `${relativeToRoot(file)}:${line + offset}`
}
