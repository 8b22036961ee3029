export { evaluateAssertions, type AssertionsOutcome } from './evaluate-assertions';
