/** Signs that go with words. */
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
