// The handoff: a question goes to a human, who answers without learning who asks. Consultations, their states, their line, their teams.
// It never stores or sends anything, never meets an address, and decides nothing about the law.
// Neighbours: the conversation opens and follows a consultation; the console works on it; the store writes its changes.
// Explained by: test/handoff/*.test.ts.
export * from './consultation.ts'
