export { readEarlierRun, readWith, type EarlierRun } from './earlier-run';
export { planResume, type KeptTest, type Resumption } from './plan-resume';
export { bringKept } from './bring-kept';
export { ResumeRefused } from './resume-refused';
