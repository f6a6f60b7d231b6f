/*
 * base/address.h - addresses that mail may be sent to
 */
#ifndef BASE_ADDRESS_H
#define BASE_ADDRESS_H

/*
 * May S stand in an envelope and a header?  ASCII, one @ with something on
 * both sides, no blank, control, comma, bracket, quote or leading dash, at
 * most 254 bytes.
 */
int address_ok(const char *s);

#endif
