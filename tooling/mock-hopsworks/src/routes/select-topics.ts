import type { Topic } from '../state/topic-table.ts'

/** What of the topics a query asks for, and how many there are without its page. */
export function selectTopics(
  topics: readonly Topic[],
  query: URLSearchParams,
): { readonly count: number; readonly items: readonly Topic[] } {
  const found = sort(filter(topics, query.get('filter_by')), query.get('sort_by'))
  const offset = positive(query.get('offset')) ?? 0
  const limit = positive(query.get('limit')) ?? found.length
  return { count: found.length, items: found.slice(offset, offset + limit) }
}

/** Zero and what is below do not count, as on the server. */
function positive(text: string | null): number | undefined {
  const number = Number(text ?? '')
  return Number.isInteger(number) && number > 0 ? number : undefined
}

/** No topic is shared: who asks for those gets none. */
function filter(topics: readonly Topic[], by: string | null): readonly Topic[] {
  return /^shared:true$/i.test(by ?? '') ? [] : topics
}

const KEYS: Readonly<Record<string, (topic: Topic) => string>> = {
  name: ({ name }) => name,
  schema_name: ({ link }) => link?.subject ?? '',
}

/** `name:asc,schema_name:desc`: the first that tells two apart decides. */
function sort(topics: readonly Topic[], by: string | null): readonly Topic[] {
  const orders = (by ?? '').split(',').flatMap((part) => {
    const [name = '', direction = 'asc'] = part.trim().toLowerCase().split(':')
    const key = KEYS[name]
    return key ? [{ key, sign: direction === 'desc' ? -1 : 1 }] : []
  })
  return [...topics].sort((a, b) => {
    for (const { key, sign } of orders) {
      const order = sign * key(a).localeCompare(key(b), 'en')
      if (order !== 0) return order
    }
    return 0
  })
}
