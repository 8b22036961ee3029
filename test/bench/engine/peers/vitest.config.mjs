export default {
  test: { include: ['*.peer.mjs'], maxConcurrency: Number(process.env.PARALLEL), reporters: ['default'], watch: false },
};
