/** English, and the same in German, French, Spanish and Portuguese, several parted by commas. */
export type Row = readonly [english: string, de: string, fr: string, es: string, pt: string];
