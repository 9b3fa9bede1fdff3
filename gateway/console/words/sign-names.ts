/** The names of the signs. */
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
  | 'both';
