/*
 * sense/check.h - check digits of tracking and card numbers
 *
 * Each takes N characters, digits and capital letters, and says whether the
 * last one (or what stands in its place) is what the rest demands.
 */
#ifndef SENSE_CHECK_H
#define SENSE_CHECK_H

#include <stddef.h>

/*
 * none	  nothing to check
 * s10	  UPU: weights 8 6 4 2 3 5 9 7, 11 - sum mod 11, 10 is 0, 11 is 5
 * ups	  1Z: letters (ASCII - 63) mod 10, every second one doubled
 * fedex12 weights 3 1 7, mod 11, mod 10
 * mod10  from the right 3 1 3 1 ... (FedEx 15, USPS, SSCC)
 * mod7	  the number without its last digit, mod 7
 * dpd	  ISO 7064 mod 37,36 over 14 and the sign after them; 14 alone pass
 * luhn	  payment cards
 */
typedef int check_fn(const char *, size_t n);

/* NULL when there is none of that name. */
check_fn *check_named(const char *name);

#endif
