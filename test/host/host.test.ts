import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('the extension host', () => {
  it('has the workspace with its two roots open', () => {
    assert.deepEqual(vscode.workspace.workspaceFolders?.map(({ name }) => name), ['first', 'second']);
  });
});
