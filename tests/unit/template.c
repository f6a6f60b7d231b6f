/* tests/unit/template.c - the template language */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "answer/template.h"

/* A little catalogue of our own: the engine knows no name by itself. */
struct vars {
	const char *name, *order;
	int late;
	const char *titles[4];
};

static const char *
get_name(struct vars *v, size_t row)
{
	(void)row;
	return v->name;
}

static const char *
get_order(struct vars *v, size_t row)
{
	(void)row;
	return v->order;
}

static const char *
get_late(struct vars *v, size_t row)
{
	(void)row;
	return v->late ? "1" : NULL;
}

static size_t
rows_items(struct vars *v)
{
	size_t n = 0;

	while (v->titles[n] != NULL)
		n++;
	return n;
}

static const char *
get_title(struct vars *v, size_t row)
{
	return v->titles[row];
}

static const struct var_def defs[] = {
	{ "name", VAR_TEXT, NULL, get_name, NULL, "" },
	{ "order", VAR_TEXT, NULL, get_order, NULL, "" },
	{ "late", VAR_FLAG, NULL, get_late, NULL, "" },
	{ "items", VAR_LIST, NULL, NULL, rows_items, "" },
	{ "title", VAR_TEXT, "items", get_title, NULL, "" },
	{ NULL, VAR_TEXT, NULL, NULL, NULL, NULL },
};

static struct vars full = { "Anna {{order}} %s", "#7", 1,
	{ "scarf", "hat", NULL } };
static struct vars empty = { NULL, NULL, 0, { NULL } };

static void
check(const char *text, struct vars *v, const char *expected, size_t gaps)
{
	struct conf_errs errs = { NULL, 0, 0 };
	struct buf b = BUF_INIT;
	unsigned char missing[8] = { 0 };
	struct tprog *t =
	    tprog_new(text, strlen(text), "x.md", 1, defs, NULL, &errs);

	if (t == NULL)
		fail_msg("%s: %s", text, errs.v[0].text);
	assert_int_equal(tprog_run(t, v, &b, missing), gaps);
	assert_string_equal(b.p, expected);
	tprog_free(t);
	buf_free(&b);
}

static void
test_values(void **state)
{
	(void)state;
	check("Hi {{name}}!", &full, "Hi Anna {{order}} %s!", 0);
	check("{{ order }}{{order}}", &full, "#7#7", 0);
	check("no tag } { }}", &full, "no tag } { }}", 0);
	check("", &full, "", 0);
}

static void
test_missing_is_named_never_a_hole(void **state)
{
	struct arena a = ARENA_INIT;

	(void)state;
	check("Order {{order}}, {{name}}", &empty, "Order ⟦order⟧, ⟦name⟧", 2);
	check("{{#order}}Order {{order}}{{/order}}.", &empty, ".", 0);
	assert_string_equal(template_hole("a ⟦order⟧ b", &a), "order");
	assert_null(template_hole("a [order]", &a));
	assert_null(template_hole(NULL, &a));
	arena_free(&a);
}

static void
test_sections(void **state)
{
	(void)state;
	check("{{#late}}late{{/late}}{{^late}}in time{{/late}}", &full, "late",
	    0);
	check("{{#late}}late{{/late}}{{^late}}in time{{/late}}", &empty,
	    "in time", 0);
	check("{{#items}}<{{title}}>{{/items}}", &full, "<scarf><hat>", 0);
	check("{{^items}}nothing{{/items}}", &empty, "nothing", 0);
	check("{{#items}}{{#late}}{{title}} {{order}} {{/late}}{{/items}}",
	    &full, "scarf #7 hat #7 ", 0);
}

static void
test_a_tag_alone_leaves_no_line(void **state)
{
	(void)state;
	check("a\n{{#late}}\nb\n{{/late}}\nc", &full, "a\nb\nc", 0);
	check("a\n  {{#late}}  \nb\n{{/late}}\nc", &empty, "a\nc", 0);
	check("a\n{{! a note }}\nb", &full, "a\nb", 0);
	check("a {{#late}}\nb{{/late}}", &full, "a \nb", 0);
}

static const struct {
	const char *text, *place, *word;
} bad[] = {
	{ "x\n  {{ordre}}", "x.md:2:3:", "did you mean order" },
	{ "äö{{nome}}", "x.md:1:3:", "name" },
	{ "{{#late}}x", "x.md:1:1:", "without end" },
	{ "x{{/late}}", "x.md:1:2:", "not open" },
	{ "{{#late}}{{#order}}{{/late}}{{/order}}", "x.md:1:20:", "another" },
	{ "{{title}}", "x.md:1:1:", "outside of its list" },
	{ "{{^items}}{{title}}{{/items}}", "x.md:1:11:", "outside" },
	{ "{{late}}", "x.md:1:1:", "only a section" },
	{ "{{items}}", "x.md:1:1:", "only a section" },
	{ "a\n{{order", "x.md:2:1:", "without end" },
	{ "{{order\n}}", "x.md:1:1:", "without end" },
	{ "{{}}", "x.md:1:1:", "unknown name" },
	{ "{{> partial}}", "x.md:1:1:", "unknown name" },
	{ "{{{order}}}", "x.md:1:1:", "unknown name" },
	{ "{{#order}}{{#order}}{{#order}}{{#order}}{{#order}}{{#order}}"
	  "{{#order}}{{#order}}{{#order}}x",
	    "x.md:1:", "too deep" },
};

static void
test_errors_name_their_place(void **state)
{
	struct conf_errs errs = { NULL, 0, 0 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		assert_null(tprog_new(bad[i].text, strlen(bad[i].text), "x.md",
		    1, defs, NULL, &errs));
		if (strncmp(errs.v[0].text, bad[i].place,
			strlen(bad[i].place)) != 0 ||
		    strstr(errs.v[0].text, bad[i].word) == NULL)
			fail_msg("%s: %s", bad[i].text, errs.v[0].text);
		conf_errs_free(&errs);
	}
}

static void
test_a_name_must_be_listed(void **state)
{
	static const unsigned char allowed[] = { 1, 0, 0, 0, 0 };
	struct conf_errs errs = { NULL, 0, 0 };

	(void)state;
	assert_null(tprog_new("{{order}}", 9, "x.md", 1, defs, allowed, &errs));
	assert_non_null(strstr(errs.v[0].text, "variables"));
	conf_errs_free(&errs);
}

static void
test_length(void **state)
{
	static const char text[] =
	    "ä{{#order}}12345{{/order}}"
	    "{{^order}}123{{/order}}{{#late}}12{{/late}}";
	struct conf_errs errs = { NULL, 0, 0 };
	struct tprog *t =
	    tprog_new(text, strlen(text), "x.md", 1, defs, NULL, &errs);

	(void)state;
	assert_non_null(t);
	assert_int_equal(tprog_longest(t), 1 + 5 + 2);
	assert_true(tprog_uses(t, 1));
	assert_false(tprog_uses(t, 0));
	tprog_free(t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_missing_is_named_never_a_hole),
		cmocka_unit_test(test_sections),
		cmocka_unit_test(test_a_tag_alone_leaves_no_line),
		cmocka_unit_test(test_errors_name_their_place),
		cmocka_unit_test(test_a_name_must_be_listed),
		cmocka_unit_test(test_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
