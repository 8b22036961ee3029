import * as vscode from 'vscode';

/** While somebody types, nothing is read. */
const PAUSE_MS = 200;

export interface ValueQuestion {
  readonly title: string;
  readonly prompt: string;
  readonly value: string;
  /** What is wrong with a value; undefined: nothing. */
  readonly check: (value: string) => Promise<string | undefined>;
}

/** Asks for the value of a variable; `back`: it stays as it was, undefined: all is given up. */
export function askValue({ title, prompt, value, check }: ValueQuestion): Promise<{ readonly value: string } | 'back' | undefined> {
  const input = vscode.window.createInputBox();
  Object.assign(input, { title, prompt, value, ignoreFocusOut: true, buttons: [vscode.QuickInputButtons.Back] });
  let pause: NodeJS.Timeout | undefined;
  /** Whether what is typed now is in order; false, too, when something else was typed meanwhile. */
  const look = async (): Promise<boolean> => {
    clearTimeout(pause);
    const typed = input.value;
    input.busy = true;
    const wrong = await check(typed);
    if (input.value !== typed) return false;
    input.busy = false;
    input.validationMessage = wrong ?? '';
    return wrong === undefined;
  };
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      reject(error instanceof Error ? error : new Error(String(error)));
      input.hide();
    };
    input.onDidChangeValue(() => {
      clearTimeout(pause);
      pause = setTimeout(() => void look().catch(fail), PAUSE_MS);
    });
    input.onDidAccept(() => void look().then((sound) => {
      if (!sound) return;
      resolve({ value: input.value });
      input.hide();
    }, fail));
    input.onDidTriggerButton(() => {
      resolve('back');
      input.hide();
    });
    input.onDidHide(() => {
      clearTimeout(pause);
      resolve(undefined);
      input.dispose();
    });
    input.show();
  });
}
