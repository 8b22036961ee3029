/** Ports in a row: the first has the name itself, the others `name[1]`, `name[2]` … */
export const portNames = (name: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => (index === 0 ? name : `${name}[${index}]`));

/** The path of an expression, in which an index belongs to the port's name: `ports.media[1]`. */
export const withPortNames = (path: readonly string[]): readonly string[] => {
  const [root, service, member, port, index, ...rest] = path;
  if (root !== 'services' || member !== 'ports' || service === undefined || port === undefined || index === undefined || !/^\d+$/.test(index)) return path;
  return [root, service, member, Number(index) === 0 ? port : `${port}[${Number(index)}]`, ...rest];
};
