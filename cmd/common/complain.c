/* cmd/common/complain.c - all that is wrong with what was configured */
#include "base/log.h"
#include "common/complain.h"

int
complain_all(const struct conf_errs *errs)
{
	int status = 0;
	size_t i;

	for (i = 0; i < errs->n; i++) {
		complain(&errs->v[i]);
		status = err_graver(status, (int)errs->v[i].code);
	}
	return status;
}
