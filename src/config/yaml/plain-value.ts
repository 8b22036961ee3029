/** May be something else than text: a number in any form, or a word of the core schema. */
const MAY_BE_TYPED = /^[-+.\d~]|^(?:null|true|false)$/i;
const WHOLE = /^-?(?:0|[1-9]\d{0,14})$/;
const DECIMAL = /^-?(?:0|[1-9]\d{0,9})\.\d{1,9}$/;
/** All else that the core schema takes for more than text, and a little that it does not. */
const TYPED = /^(?:~|null|true|false|0o[0-7]+|0x[\da-f]+|[-+]?\.inf|\.nan|[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:e[-+]?\d+)?)$/i;

/** Of the less usual forms; undefined: it is not told here. */
const typed = (text: string): number | boolean | null | undefined => {
  if (/^(?:~|Null|NULL)$/.test(text)) return null;
  if (/^(?:True|TRUE)$/.test(text)) return true;
  if (/^(?:False|FALSE)$/.test(text)) return false;
  if (/^[-+]?\d+$/.test(text)) return parseInt(text, 10);
  if (/^0o[0-7]+$/.test(text)) return parseInt(text.slice(2), 8);
  if (/^0x[\da-fA-F]+$/.test(text)) return parseInt(text.slice(2), 16);
  return /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(text) ? parseFloat(text) : undefined;
};

/** What a text without quotes stands for in the core schema; undefined: it is not told here. */
export const plainValue = (text: string): string | number | boolean | null | undefined => {
  if (!MAY_BE_TYPED.test(text)) return text;
  if (WHOLE.test(text) || DECIMAL.test(text)) return Number(text);
  switch (text) {
    case 'true': return true;
    case 'false': return false;
    case 'null': return null;
    default: return TYPED.test(text) ? typed(text) : text;
  }
};
