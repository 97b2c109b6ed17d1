// Hopsworks gives every project this subject for the log of its served models. The three versions
// are what a project holds before a person has registered anything.

/** The subject that every project starts with; no one may register under it. */
export const INFERENCE_SUBJECT = 'inferenceschema'

const COMMON = {
  modelId: 'int',
  modelName: 'string',
  modelVersion: 'int',
  requestTimestamp: 'long',
  responseHttpCode: 'int',
  inferenceRequest: 'string',
  inferenceResponse: 'string',
}

/** Versions 1 to 3 of {@link INFERENCE_SUBJECT}, as schema texts. */
export const INFERENCE_SCHEMAS: readonly string[] = [
  record(COMMON),
  record({ ...COMMON, servingType: 'string' }),
  record({ ...COMMON, modelServer: 'string', servingTool: 'string' }),
]

function record(fields: Readonly<Record<string, string>>): string {
  return JSON.stringify({
    type: 'record',
    name: 'inferencelog',
    fields: Object.entries(fields).map(([name, type]) => ({ name, type })),
  })
}
