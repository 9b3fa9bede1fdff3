/** The names of the signs, drawn by `Sign`. `half`, `full` and `none` are circles, `both` is a pair of arrows, `copy` two sheets. */
export type SignName =
  | 'check'
  | 'cross'
  | 'half'
  | 'full'
  | 'none'
  | 'ban'
  | 'question'
  | 'warning'
  | 'dots'
  | 'bars'
  | 'up'
  | 'down'
  | 'both'
  | 'copy';
