import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { pageTexts } from './page-texts';

/** The page's HTML: nothing but its own script and style may be loaded, and nothing may be sent anywhere. */
export function inspectorHtml(webview: vscode.Webview, dist: vscode.Uri, dir: string): string {
  const nonce = randomBytes(16).toString('base64');
  const script = webview.asWebviewUri(vscode.Uri.joinPath(dist, 'inspector.js'));
  const style = webview.asWebviewUri(vscode.Uri.joinPath(dist, 'inspector-style.css'));
  return `<!DOCTYPE html>
<html lang="${escapeHtml(vscode.env.language)}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}';">
<link rel="stylesheet" href="${escapeHtml(style.toString())}">
<title>${escapeHtml(pageTexts().events)}</title>
</head>
<body data-dir="${escapeHtml(dir)}" data-texts="${escapeHtml(JSON.stringify(pageTexts()))}">
<script nonce="${nonce}" src="${escapeHtml(script.toString())}"></script>
</body>
</html>`;
}

const escapeHtml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
