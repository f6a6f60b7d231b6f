/*
 * cmd/ha-route/answers.h - what two policies would answer by themselves
 */
#ifndef HA_ROUTE_ANSWERS_H
#define HA_ROUTE_ANSWERS_H

#include "conf/config.h"
#include "rec/rec.h"
#include "store/ticket.h"

enum { WAS, IS, SIDES };

struct answers;

/*
 * The policy of the configuration (NULL: none) and REPLY, the section of
 * another file, which must outlive the result.  NULL and every error in ERRS.
 */
struct answers *answers_open(
    const struct config *, const struct node *reply, struct conf_errs *);
void answers_close(struct answers *);

/*
 * AUTOMATIC[SIDE]: the message that began T would be answered without a
 * person, as far as it, the templates and the policy say.  What was sent to
 * the same address before and whether the account was live is not looked at.
 */
int answers_judge(struct answers *, struct db *, const struct ticket *t,
    struct rec *, int automatic[SIDES], struct err *);

#endif
