/** A codicon, and the theme colour that supports (never carries alone) its meaning. */
export interface RowIcon {
  readonly id: string;
  readonly color?: string;
}

/** A row as it looks; plain data, made from the state alone. */
export interface Row {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly tooltip?: string;
  readonly icon: RowIcon;
  readonly children: 'none' | 'collapsed' | 'expanded';
  /** Which actions its menu offers. */
  readonly context: string;
  /** What a screen reader says. */
  readonly spoken: string;
  /** A result of the past: shown dimmed. */
  readonly old: boolean;
  /** A click goes to its place in the file. */
  readonly goesToConfig: boolean;
}
