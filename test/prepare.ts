// Before the tests: the edition is compiled once into its cache, so that each file opens it in a moment.
export default async function prepare(): Promise<void> {
  await import('./edition.ts')
}
