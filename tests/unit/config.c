/* tests/unit/config.c - ha.yaml: found, merged, judged */
#define _XOPEN_SOURCE 700 /* nftw */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/xalloc.h"
#include "conf/config.h"

static struct conf_errs errs;

static void
write_file(const char *name, const char *text, mode_t mode)
{
	FILE *f = fopen(name, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	chmod(name, mode);
}

static void
forget(void)
{
	conf_errs_free(&errs);
}

/* Load ha.yaml of this text, by name. */
static struct config *
load(const char *text)
{
	forget();
	write_file("ha.yaml", text, 0600);
	return config_load("ha.yaml", &errs);
}

static void
assert_fault(const char *text, const char *fault)
{
	struct config *c = load(text);
	size_t i;

	assert_null(c);
	for (i = 0; i < errs.n; i++)
		if (strstr(errs.v[i].text, fault) != NULL) {
			assert_int_equal(errs.v[i].code, ERR_CONFIG);
			return;
		}
	for (i = 0; i < errs.n; i++)
		print_message("# %s\n", errs.v[i].text);
	fail_msg("no fault '%s'", fault);
}

static void
defaults_are_usable(void **state)
{
	struct config *c = load("");
	char *here = realpath(".", NULL), *db = file_join(here, "ha.db");

	(void)state;
	assert_non_null(c);
	assert_string_equal(c->db, db);
	assert_string_equal(c->tz, "UTC");
	assert_string_equal(c->currency, "USD");
	assert_int_equal(c->naccounts, 0);
	assert_null(c->sla);
	free(here);
	free(db);
	config_free(c);
}

static void
accounts_take_their_channel_as_driver(void **state)
{
	struct config *c =
	    load("accounts:\n"
		 "  email/support: {driver: maildir, path: mail, shop: knit}\n"
		 "  ebay/us: {site: US}\n"
		 "shops: {knit: {name: Knit}}\n");
	const struct conf_account *a;

	(void)state;
	assert_non_null(c);
	a = config_account(c, "email/support");
	assert_non_null(a);
	assert_string_equal(a->channel, "email");
	assert_string_equal(a->name, "support");
	assert_string_equal(a->driver, "maildir");
	assert_string_equal(node_str(a->keys, "path"), "mail");
	assert_string_equal(config_account(c, "ebay/us")->driver, "ebay");
	assert_null(config_account(c, "ebay/de"));
	assert_string_equal(config_shop(c, a->shop)->name, "Knit");
	assert_string_equal(config_shop(c, "knit")->formality, "formal");
	config_free(c);
}

static void
all_faults_are_told_at_once(void **state)
{
	struct config *c = load("tz: Moon/Base\ncurency: EUR\n"
				"accounts: {email: {live: yes}}\n");

	(void)state;
	assert_null(c);
	assert_int_equal(errs.n, 4);
}

static void
each_fault_has_place_and_remedy(void **state)
{
	static const char *const cases[][2] = {
		{ "curency: EUR\n",
		    "ha.yaml:1:1: unknown key 'curency' (did you mean "
		    "'currency'?)" },
		{ "a: [\n", "ha.yaml:2:1: " },
		{ "- a\n", "ha.yaml:1:1: this file wants keys" },
		{ "version: 2\n", "ha.yaml:1:1: version 2 is newer" },
		{ "\ntz: Moon/Base\n", "ha.yaml:2:1: unknown time zone" },
		{ "tz: ../../etc/passwd\n", "unknown time zone" },
		{ "currency: EURO\n", "unknown currency 'EURO'" },
		{ "db: postgresql://a:b@host/ha\n", "a password may not" },
		{ "accounts: {email/a: {live: yes}}\n",
		    "ha.yaml:1:22: an account is taken live by `ha account "
		    "live email/a`" },
		{ "accounts: {email: {}}\n", "no account name" },
		{ "accounts: {e/a/b: {}}\n", "no account name" },
		{ "accounts: {e/a: 3}\n", "wants keys with values" },
		{ "accounts: [a]\n", "'accounts' wants keys with values" },
		{ "accounts: {e/a: {shop: knti}}\nshops: {knit: {}}\n",
		    "unknown shop 'knti' (did you mean 'knit'?)" },
		{ "accounts: {e/a: {password: hunter2}}\n",
		    "ha.yaml:1:18: a secret may not stand here: put it into a "
		    "file of mode 0600 and write password: ${file:" },
		{ "translate: {key: abc}\n", "a secret may not stand here" },
		{ "team: {mei: {role: agnet}}\n",
		    "unknown role 'agnet' (did you mean 'agent'?)" },
		{ "team: {mei: {may: [fly]}}\n", "unknown right 'fly'" },
		{ "team: {w: {members: [zoh]}, zhao: {}}\n",
		    "unknown member 'zoh'" },
		{ "team: {a: {login: x}, b: {login: x}}\n",
		    "the login 'x' is 'a' already" },
		{ "team: {a: {calendar: ofice}}\ncalendars: {office: {}}\n",
		    "unknown calendar 'ofice' (did you mean 'office'?)" },
		{ "team: {a: {calendar: nowhere}}\n",
		    "unknown calendar 'nowhere'" },
		{ "tz: Europe\n", "unknown time zone 'Europe'" },
		{ "roles: {agent: {refund: 20.00 EURO and more}}\n",
		    "'refund' wants an amount like 20.00 EUR" },
		{ "roles: {agent: {refund: 20.00 EUR and more}}\n",
		    "'refund' wants an amount like 20.00 EUR" },
		{ "team: {a: {capacity: many}}\n",
		    "'capacity' wants a whole number, not 'many'" },
		{ "shops: {k: {formality: du}}\n", "unknown formality 'du'" },
		{ "include: nope.yaml\n", "ha.yaml:1:1: no file" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_fault(cases[i][0], cases[i][1]);
}

static void
a_literal_secret_is_never_repeated(void **state)
{
	size_t i;

	(void)state;
	load("accounts: {e/a: {api_key: hunter2}, e/b: {token: [hunter2]}}");
	assert_true(errs.n > 0);
	for (i = 0; i < errs.n; i++)
		assert_null(strstr(errs.v[i].text, "hunter2"));
}

static void
included_files_join_section_by_section(void **state)
{
	const struct node *queue;
	struct config *c;

	(void)state;
	mkdir("rules", 0700);
	write_file("team.yaml", "team: {mei: {languages: zh}}\n", 0600);
	write_file("rules/a.yaml", "rules: {queue: [{n: 1}]}\n", 0600);
	write_file("rules/b.yaml",
	    "rules: {queue: [{n: 2}], tags: []}\nsla: [{name: b}]\n", 0600);
	c = load("include: [team.yaml, 'rules/*.yaml', 'none/*.yaml']\n"
		 "sla: [{name: a}]\nteam: {lin: {}}\n");
	assert_non_null(c);
	assert_int_equal(c->nteam, 2);
	assert_string_equal(
	    config_member_named(c, "mei")->languages.v[0], "zh");
	assert_string_equal(config_member(c, "lin")->name, "lin");
	queue = node_get(c->rules, "queue");
	assert_int_equal(queue->n, 2);
	assert_string_equal(node_str(queue->child, "n"), "1");
	assert_int_equal(c->sla->n, 2);
	assert_string_equal(node_str(c->sla->child->next, "name"), "b");
	assert_non_null(c->sources[3]);
	assert_null(c->sources[4]);
	config_free(c);
}

static void
a_name_in_two_files_is_a_fault(void **state)
{
	(void)state;
	write_file("team.yaml", "team: {mei: {}}\ntz: UTC\n", 0600);
	assert_fault("include: team.yaml\nteam: {mei: {}}\n",
	    "team.yaml:1:8: 'mei' stands in ha.yaml:2 already");
	assert_fault("include: team.yaml\ntz: UTC\n",
	    "team.yaml:2:1: 'tz' stands in ha.yaml:2 already");
	write_file("team.yaml", "include: other.yaml\n", 0600);
	assert_fault("include: team.yaml\n", "only ha.yaml itself may include");
}

static void
the_digest_follows_every_file(void **state)
{
	char one[DIGEST_HEX], two[DIGEST_HEX];
	struct config *c;

	(void)state;
	write_file("team.yaml", "team: {mei: {}}\n", 0600);
	c = load("include: team.yaml\n");
	assert_non_null(c);
	config_digest(c, one);
	config_free(c);
	c = load("include: team.yaml\n");
	config_digest(c, two);
	assert_string_equal(one, two);
	config_free(c);
	write_file("team.yaml", "team: {lin: {}}\n", 0600);
	c = load("include: team.yaml\n");
	config_digest(c, two);
	assert_string_not_equal(one, two);
	config_free(c);
}

static void
a_found_file_counts_only_when_trusted(void **state)
{
	struct err err = ERR_INIT;
	struct config *c;

	(void)state;
	forget();
	write_file("ha.yaml", "tz: Asia/Tokyo\n", 0600);
	assert_null(config_load(NULL, &errs));
	assert_int_equal(errs.n, 0);
	assert_true(config_found_untrusted());
	assert_int_equal(config_trust("ha.yaml", &err), 0);
	assert_int_equal(config_trust("ha.yaml", &err), 0);
	assert_false(config_found_untrusted());
	c = config_load(NULL, &errs);
	assert_non_null(c);
	assert_string_equal(c->tz, "Asia/Tokyo");
	config_free(c);
	/* a list that others can write says nothing */
	chmod("state/ha/trusted", 0666);
	assert_null(config_load(NULL, &errs));
	unlink("state/ha/trusted");
}

static void
the_search_goes_from_near_to_far(void **state)
{
	char *xdg = realpath(".", NULL);
	struct config *c;

	(void)state;
	forget();
	mkdir("ha", 0700);
	write_file("ha/ha.yaml", "tz: Asia/Seoul\n", 0600);
	write_file("other.yaml", "tz: Asia/Tokyo\n", 0600);
	setenv("XDG_CONFIG_HOME", xdg, 1);
	c = config_load(NULL, &errs);
	assert_string_equal(c->tz, "Asia/Seoul");
	config_free(c);
	setenv("HA_CONFIG", "other.yaml", 1);
	c = config_load(NULL, &errs);
	assert_string_equal(c->tz, "Asia/Tokyo");
	config_free(c);
	c = config_load("ha/ha.yaml", &errs);
	assert_string_equal(c->tz, "Asia/Seoul");
	config_free(c);
	unsetenv("HA_CONFIG");
	unsetenv("XDG_CONFIG_HOME");
	assert_null(config_load("nope.yaml", &errs));
	assert_int_equal(errs.v[0].code, ERR_NOINPUT);
	free(xdg);
}

static int
drop(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults_are_usable),
		cmocka_unit_test(accounts_take_their_channel_as_driver),
		cmocka_unit_test(all_faults_are_told_at_once),
		cmocka_unit_test(each_fault_has_place_and_remedy),
		cmocka_unit_test(a_literal_secret_is_never_repeated),
		cmocka_unit_test(included_files_join_section_by_section),
		cmocka_unit_test(a_name_in_two_files_is_a_fault),
		cmocka_unit_test(the_digest_follows_every_file),
		cmocka_unit_test(a_found_file_counts_only_when_trusted),
		cmocka_unit_test(the_search_goes_from_near_to_far),
	};
	char dir[] = "/tmp/ha-unit.XXXXXX", *state;
	int bad;

	if (mkdtemp(dir) == NULL || chdir(dir) < 0)
		return 1;
	unsetenv("HA_CONFIG");
	unsetenv("XDG_CONFIG_HOME");
	setenv("HOME", dir, 1);
	state = xasprintf("%s/state", dir);
	setenv("XDG_STATE_HOME", state, 1);
	free(state);
	bad = cmocka_run_group_tests(tests, NULL, NULL);
	forget();
	nftw(dir, drop, 8, FTW_DEPTH | FTW_PHYS);
	return bad;
}
