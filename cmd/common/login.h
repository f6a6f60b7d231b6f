/*
 * cmd/common/login.h - who runs the program, as the system knows them
 */
#ifndef COMMON_LOGIN_H
#define COMMON_LOGIN_H

/* As long as the program; "uid1000" for a user without a name. */
const char *login_name(void);

#endif
