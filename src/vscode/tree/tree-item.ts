import * as vscode from 'vscode';
import { OLD_ROW_SCHEME } from './old-rows';
import type { Row } from './row';

const COLLAPSIBLE: { readonly [state in Row['children']]: vscode.TreeItemCollapsibleState } = { none: 0, collapsed: 1, expanded: 2 };

/** A row as the editor takes it. @param about what it shows, which dims it where that is a result of the past */
export function treeItemOf(row: Row, about: vscode.Uri): vscode.TreeItem {
  const item = new vscode.TreeItem(row.label, COLLAPSIBLE[row.children]);
  item.id = row.id;
  item.iconPath = new vscode.ThemeIcon(row.icon.id, row.icon.color === undefined ? undefined : new vscode.ThemeColor(row.icon.color));
  item.contextValue = row.context;
  item.accessibilityInformation = { label: row.spoken };
  item.tooltip = row.tooltip ?? row.label;
  if (row.old) item.resourceUri = about.with({ scheme: OLD_ROW_SCHEME, query: row.id });
  if (row.description !== undefined) item.description = row.description;
  return item;
}
