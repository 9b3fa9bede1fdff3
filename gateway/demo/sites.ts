/** The sites of the demo's hospital, and their networks. Its sample traffic comes from there, through a proxy. */
export const SITES = [
  { name: 'Main hospital', networks: ['10.10.0.0/16'] },
  { name: 'Riverside clinic', networks: ['10.20.0.0/16'] },
];

/** The department whose staff open the records of their own patients only. */
export const WATCHED_DEPARTMENT = 'Emergency department';

/** Where a request comes from. */
export type Place = 'hospital' | 'clinic' | 'home';

/** An address of each place; that of patients is one of those that documents may use (RFC 5737). */
export const ADDRESSES: Readonly<Record<Place, string>> = {
  hospital: '10.10.4.20',
  clinic: '10.20.1.12',
  home: '203.0.113.7',
};
