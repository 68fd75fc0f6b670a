// The package ships types that its exports map does not expose; these are the parts in use.
declare module 'sastrawijs' {
  export class Stemmer {
    stem(word: string): string
    find(word: string): boolean
  }
}
