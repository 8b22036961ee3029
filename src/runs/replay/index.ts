export { ReplayPace } from './replay-pace';
export { replayJournal, type ReplayRequest } from './replay-journal';
