// What no edition of an office may lose: the questions that every edition is asked before it answers anybody, and the hostile ones. Whoever publishes
// is held to them, so they are not theirs to take away; an office adds its own.
import { type Files, type Problem, parse } from '../knowledge/knowledge.ts'

const GUARDS = ['smoke', 'hostile']
const FOLDER = 'questions/'

/** Questions of the national guarding sets that a candidate no longer asks, or of which it expects something else. */
export function guardsLost(national: Files, candidate: Files): readonly Problem[] {
  // mostly no file of questions is touched
  if ([...national].every(([path, text]) => !path.startsWith(FOLDER) || candidate.get(path) === text)) return []
  const kept = new Set(guardsIn(candidate).map(g => g.key))
  const lost = guardsIn(national).filter(g => !kept.has(g.key))
  return lost.map(({ file, ask }) => ({ file, field: '', kind: 'guard-lost', what: ask }))
}

function guardsIn(files: Files) {
  const { questionSets, fileOf } = parse(new Map([...files].filter(([path]) => path.startsWith(FOLDER)))).sources
  return questionSets
    .filter(({ set }) => GUARDS.includes(set))
    .flatMap(({ set, questions }) =>
      questions.map(question => ({
        file: fileOf.get(`questions ${set}`) ?? '',
        ask: question.ask,
        key: JSON.stringify([set, question]),
      })),
    )
}
