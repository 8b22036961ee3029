type Argument = string | number | boolean;
export type Translate = (message: string, ...args: Argument[]) => string;

let translate: Translate = (message, ...args) => message.replace(/\{(\d+)\}/g, (hole, index: string) => String(args[Number(index)] ?? hole));

/** Runtime strings, for files that do not know the editor: it lends its translator when it starts. */
export const l10n: { readonly t: Translate } = { t: (message, ...args) => translate(message, ...args) };

export function useTranslator(translator: Translate): void {
  translate = translator;
}
