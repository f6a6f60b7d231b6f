/* tests/fuzz/yaml.c - any bytes as a configuration file */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "conf/node.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* Every string ends, every child has its place. */
static size_t
walk(const struct node *n)
{
	const struct node *c;
	size_t sum = strlen(n->text), k = 0;

	assert(n->line >= 1 && n->column >= 1);
	for (c = n->child; c != NULL; c = c->next, k++) {
		assert(n->kind != NODE_SCALAR);
		assert((c->key != NULL) == (n->kind == NODE_MAP));
		if (c->key != NULL)
			assert(node_get(n, c->key) == c);
		sum += walk(c);
	}
	assert(k == n->n);
	return sum;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct err err = ERR_INIT;
	struct node *root =
	    node_parse("fuzz.yaml", (const char *)data, n, &err);

	if (root == NULL) {
		assert(err.code != ERR_OK && err.text[0] != '\0');
		return 0;
	}
	walk(root);
	node_free(root);
	return 0;
}
