/* tests/unit/manual.c - manuals say what the tables say */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "answer/policy.h"
#include "base/file.h"
#include "base/xalloc.h"
#include "channel/channel.h"
#include "conf/config.h"
#include "engine/engine.h"
#include "desk/customer_rules.h"

static struct buf page;

static void
read_page(const char *name)
{
	struct err err = ERR_INIT;

	buf_reset(&page);
	if (!file_exists(name))
		skip(); /* not started in the source tree */
	assert_int_equal(file_read(name, 1 << 20, &page, &err), 0);
}

static void
exit_statuses_are_those_of_the_table(void **state)
{
	char *item;
	int i;

	(void)state;
	read_page("man/ha.7");
	for (i = 0; i < 100; i++) {
		if (err_meaning(i) == NULL)
			continue;
		item = xasprintf(".It %d\n%s\n", i, err_meaning(i));
		if (strstr(page.p, item) == NULL)
			fail_msg("ha(7) lacks %s", item);
		free(item);
	}
}

/* KEY stands on an .It line of the section that begins with HEAD. */
static int
has_key(const char *head, const char *key)
{
	const char *s = strstr(page.p, head), *stop, *end;
	char *word = xasprintf(" %s", key);
	int found = 0;
	size_t n = strlen(word);

	assert_non_null(s);
	stop = strstr(s + 1, "\n.S");
	for (; !found && (s = strstr(s, "\n.It Cm")) != NULL && s < stop;
	     s = end) {
		end = s + 1 + strcspn(s + 1, "\n");
		for (s += 7; s < end && !found; s++)
			found = strncmp(s, word, n) == 0 &&
				(s[n] == '\n' || s[n] == ' ');
	}
	free(word);
	return found;
}

static void
explained(const char *head, const struct conf_key *k)
{
	for (; k->name != NULL; k++)
		if (!has_key(head, k->name))
			fail_msg("ha.yaml(5) lacks '%s'", k->name);
}

static void
every_key_is_explained(void **state)
{
	static const struct {
		const char *head;
		const struct conf_key *keys;
	} tables[] = {
		{ "\n.Ss Keys", config_keys },
		{ "\n.Ss accounts:", config_account_keys },
		{ "\n.Ss shops:", config_shop_keys },
		{ "\n.Ss team:", config_member_keys },
		{ "\n.Ss customers", customer_rule_keys },
		{ "\n.Ss reply", policy_keys },
		{ "\n.Ss engines:", engine_keys },
	};
	size_t i;

	(void)state;
	read_page("man/ha.yaml.5");
	for (i = 0; i < sizeof tables / sizeof tables[0]; i++)
		explained(tables[i].head, tables[i].keys);
}

static void
every_driver_is_explained(void **state)
{
	const struct channel_driver *const *d;

	(void)state;
	read_page("man/ha.yaml.5");
	for (d = channel_drivers(); *d != NULL; d++) {
		explained("\n.Ss accounts:", (*d)->keys);
		if (strstr(page.p, (*d)->name) == NULL)
			fail_msg("ha.yaml(5) lacks driver %s", (*d)->name);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exit_statuses_are_those_of_the_table),
		cmocka_unit_test(every_key_is_explained),
		cmocka_unit_test(every_driver_is_explained),
	};
	int bad;

	buf_init(&page);
	bad = cmocka_run_group_tests(tests, NULL, NULL);
	buf_free(&page);
	return bad;
}
