/** Three-digit ZIP code areas with too few inhabitants to be shown. */
export interface SmallAreas {
  /** The date of the census, ISO 8601. */
  readonly asOf: string;
  /** The source of the figures. */
  readonly source: string;
  /** Three digits each. */
  readonly areas: ReadonlySet<string>;
}

/**
 * The three-digit areas with 20,000 inhabitants or fewer according to the 2020 census. 45 CFR 164.514(b)(2)(i)(B)
 * requires "current publicly available data from the Bureau of the Census". The list has three parts:
 *
 * - the 18 areas that the census counts so few people in, from all ZIP Code Tabulation Areas summed by their first
 *   three digits (Demographic and Housing Characteristics File, table P1). HRSA lists the same 18 for UDS+.
 * - areas without inhabitants in the census: military mail, single large receivers and unassigned areas. 008 and 969
 *   are left out: these islands are counted separately and have more inhabitants.
 * - the 5 areas of the HHS guidance of 2012 that have grown since. The guidance, which is based on the census of 2000,
 *   allows newer figures; keeping these areas hidden is harmless.
 */
export const SMALL_AREAS: SmallAreas = {
  asOf: '2020-04-01',
  source: 'US Census 2020, DHC table P1, by ZIP Code Tabulation Area; HHS guidance of 2012',
  areas: new Set([
    ...areas('036 059 102 202-205 369 556 692 753 772 821 823 878 879 884 893'),
    ...areas(
      '000-005 055 090-099 192 213 269 311 332 340 343 345 348 353 375 399 419 428 429 459 509 517-519 529 ' +
        '533 536 552 555 568 569 578 579 589 621 632 642 643 649 659 663 682 694-699 702 709 715 732 733 742 ' +
        '771 817-819 839 842 848 849 854 858 861 862 866-869 872 876 885-889 892 896 899 901 909 929 938 942 ' +
        '962-966 987',
    ),
    ...areas('063 790 830 831 890'),
  ]),
};

/** Parses areas and ranges of areas, such as `202-205`. */
function areas(text: string): string[] {
  return text.split(' ').flatMap((part) => {
    const first = Number(part.slice(0, 3));
    const length = Number(part.slice(-3)) - first + 1;
    return Array.from({ length }, (_, index) => String(first + index).padStart(3, '0'));
  });
}
