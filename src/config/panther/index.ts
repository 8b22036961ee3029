export { TestFolders } from './check-folders';
export { isPanther } from './dialect';
export { readPantherObservers } from './observers';
export { checkPantherFile, misplacedTests } from './read-panther-file';
export { readPantherTest } from './read-panther-test';
