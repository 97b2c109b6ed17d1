import type { Case } from '../case.ts'
import { compatibilityCases } from './compatibility.ts'
import { projectCases } from './projects.ts'
import { subjectCases } from './subjects.ts'
import { topicCases } from './topics.ts'

/** The contract. */
export const CASES: readonly Case[] = [
  ...projectCases,
  ...topicCases,
  ...subjectCases,
  ...compatibilityCases,
]
