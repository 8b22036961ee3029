export default {
  testDir: '.', testMatch: process.env.SPEC, workers: Number(process.env.PARALLEL), fullyParallel: true, reporter: 'line', outputDir: process.env.OUTPUT,
};
