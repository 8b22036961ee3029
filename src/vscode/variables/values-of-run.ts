import { MASK } from '../../events';
import type { StartOptions } from '../api';
import { l10n } from '../l10n';
import type { ShownRun } from '../model/experiment';

/** What a run was given in place of what the file says, to run the same again. @throws Error for a secret, which its journal does not hold. */
export function valuesOfRun(run: Pick<ShownRun, 'id' | 'state'> | undefined): Pick<StartOptions, 'variables' | 'iterations'> {
  if (run === undefined) return {};
  const { variables = {}, iterations } = run.state();
  const masked = Object.keys(variables).find((name) => variables[name]?.includes(MASK));
  if (masked !== undefined) throw new Error(l10n.t('Run {0} was given a secret as the variable {1}, which its journal does not hold: Run With Variables… takes it anew.', run.id, masked));
  return { ...(Object.keys(variables).length === 0 ? {} : { variables }), ...(iterations === undefined ? {} : { iterations }) };
}
