import type { Engine, EngineName, EnginePlan } from './engine.ts'
import { JvmEngine } from './jvm/jvm-engine.ts'

/**
 * The engine of that name; without one the engine that HOPS_KAFKA_ENGINE names, or else the first
 * of containers and Java that this machine has.
 *
 * @throws {SandboxError} when the engine, or any, cannot be had
 */
export async function openEngine(plan: EnginePlan, _name?: EngineName): Promise<Engine> {
  return await JvmEngine.open(plan)
}
