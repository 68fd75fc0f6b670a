// The clock: the only place that knows what day it is.

/** Today in Jakarta, the time zone in which Indonesian law counts its days. */
export const today = (): string => new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Jakarta' }).format(new Date())
