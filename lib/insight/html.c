/*
 * insight/html.c - a report as one page
 *
 * One file, no script, nothing from outside, and a policy in the page that
 * forbids both.  Bars and tables are HTML, lines and maps inline SVG with
 * their labels beside them; every drawing stands by its table.  Everything
 * that is not ours passes through svg_escape.
 */
#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "chart/svg.h"
#include "insight/format.h"

/* Colours in one place; a reader's preference chooses light or dark. */
static const char colours[] =
    ":root{--bg:#fff;--fg:#1d2125;--dim:#626a73;--line:#dfe3e8;"
    "--card:#f6f8fa;--a0:#0b6bb8;--a1:#b4540a;--bad:#b42318;--track:#e8ecf0}"
    "@media(prefers-color-scheme:dark){:root{--bg:#14181c;--fg:#e6e9ec;"
    "--dim:#9aa4ae;--line:#323940;--card:#1c2228;--a0:#5aa9ec;--a1:#f0964a;"
    "--bad:#ff8a7a;--track:#2a3138}}"
    "@media print{:root{--bg:#fff;--fg:#000;--dim:#444;--line:#bbb;"
    "--card:#fff;--a0:#0b6bb8;--a1:#b4540a;--bad:#b42318;--track:#e8ecf0}}";

static const char words[] =
    "*{box-sizing:border-box}"
    "body{margin:0;background:var(--bg);color:var(--fg);line-height:1.5;"
    "font-family:system-ui,\"Segoe UI\",Roboto,\"Noto Sans\",\"PingFang SC\","
    "\"Microsoft YaHei\",\"Noto Sans CJK SC\",sans-serif}"
    "main{max-width:60rem;margin:0 auto;padding:1.5rem 1rem 3rem}"
    "h1{font-size:1.6rem;line-height:1.25;margin:0 0 .3rem}"
    "h2{font-size:1.15rem;margin:2.2rem 0 .7rem;padding-top:.7rem;"
    "border-top:1px solid var(--line)}"
    ".sub{color:var(--dim);margin:0 0 1rem;font-size:.9rem}"
    "nav{font-size:.9rem;margin:1rem 0 0}"
    "nav a{color:var(--a0);text-decoration:none;margin-right:1rem;"
    "display:inline-block}nav a:hover{text-decoration:underline}"
    "p{margin:.5rem 0;max-width:48rem}#summary p{font-size:1.08rem}"
    ".bad{color:var(--bad);font-weight:600}"
    ".dim,.note{color:var(--dim)}.note{font-size:.85rem}";

static const char figures[] =
    ".keys{display:grid;gap:.7rem;margin:1rem 0;"
    "grid-template-columns:repeat(auto-fill,minmax(13rem,1fr))}"
    ".keys div{background:var(--card);border-radius:.5rem;padding:.7rem .9rem}"
    ".keys b{display:block;font-size:1.5rem;line-height:1.3;"
    "font-variant-numeric:tabular-nums}"
    ".keys span{color:var(--dim);font-size:.85rem;display:block}"
    ".scroll{overflow-x:auto;margin:.9rem 0}"
    ".tall{max-height:24rem;overflow-y:auto}"
    ".tall th{position:sticky;top:0;background:var(--bg);z-index:1}"
    "table{border-collapse:collapse;width:100%;font-size:.92rem}"
    "th,td{padding:.35rem .6rem;text-align:left;vertical-align:top;"
    "border-bottom:1px solid var(--line)}"
    "th{color:var(--dim);font-weight:500;font-size:.85rem;"
    "vertical-align:bottom}"
    "td:first-child,th:first-child{padding-left:0}"
    ".r{text-align:right;font-variant-numeric:tabular-nums}"
    ".k,td.r{white-space:nowrap}"
    ".b{display:flex;gap:.6rem;align-items:center;justify-content:flex-end}"
    ".track{flex:0 0 8rem;height:.7rem;background:var(--track);"
    "border-radius:2px;position:relative}"
    ".fill{position:absolute;inset:0 auto 0 0;background:var(--a0);"
    "border-radius:2px}.bad .fill{background:var(--bad)}"
    ".ci{position:absolute;top:50%;height:1px;background:var(--fg)}";

static const char charts[] =
    "figure{margin:1rem 0}figcaption{font-weight:600;font-size:.92rem;"
    "margin-bottom:.6rem}"
    ".plot{display:grid;grid-template-columns:auto 1fr;"
    "grid-template-rows:12rem auto;column-gap:.5rem}"
    ".map{grid-template-rows:10rem auto}"
    ".plot svg{width:100%;height:100%;overflow:visible;display:block}"
    ".y,.x{position:relative;color:var(--dim);font-size:.8rem;"
    "font-variant-numeric:tabular-nums}"
    ".y{min-width:2rem}.y span{position:absolute;right:0;line-height:1;"
    "transform:translateY(50%);white-space:nowrap}"
    ".x{grid-column:2;height:1.4rem;margin-top:.4rem}"
    ".x span{position:absolute;transform:translateX(-50%);white-space:nowrap}"
    ".l,.p,.grid{fill:none;vector-effect:non-scaling-stroke}"
    ".l{stroke-width:2.5;stroke-linejoin:round}"
    ".p{stroke-width:8;stroke-linecap:round}"
    ".grid{stroke:var(--line);stroke-width:1}"
    ".a0{stroke:var(--a0)}.a1{stroke:var(--a1)}.dash{stroke-dasharray:6 5}"
    ".legend{color:var(--dim);font-size:.85rem;margin-top:.3rem}"
    ".legend i{display:inline-block;width:1.6rem;vertical-align:middle;"
    "border-top:3px solid var(--a0);margin-right:.4rem}"
    ".legend i.a1{border-top:3px dashed var(--a1)}"
    ".legend span{margin-right:1.2rem}"
    ".heat{width:18px;height:18px;fill:var(--a0)}.cold{fill:var(--track)}";

/* Paper and phones; last, so that they win. */
static const char media[] =
    "@media print{body{font-size:10pt}main{max-width:none;padding:0}"
    "nav{display:none}.keys{grid-template-columns:repeat(4,1fr)}"
    ".keys div{border:1px solid var(--line)}"
    "tr,figure,.keys div{break-inside:avoid}h2{break-after:avoid}"
    ".tall{max-height:none}.scroll{overflow:visible}"
    "*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}"
    "@media screen and (max-width:40rem){h1{font-size:1.3rem}"
    ".keys{grid-template-columns:repeat(2,1fr);gap:.5rem}"
    ".keys b{font-size:1.2rem}.keys div{padding:.55rem .7rem}"
    ".track{flex-basis:3.5rem}th,td{padding:.35rem .4rem}"
    "table{font-size:.85rem}.plot{grid-template-rows:9rem auto}"
    ".s{display:none}}";

static void
text(struct buf *b, const char *s)
{
	svg_escape(b, s);
}

static const char *
mark_class(enum mark mark)
{
	return mark == MARK_BAD ? " bad" : mark == MARK_DIM ? " dim" : "";
}

static void
keys(struct buf *b, const struct block *block)
{
	const struct doc_key *k;
	size_t i;

	buf_adds(b, "<div class=\"keys\">");
	for (i = 0; i < block->nkeys; i++) {
		k = &block->keys[i];
		buf_addf(b, "<div class=\"key%s\"><span>", mark_class(k->mark));
		text(b, k->label);
		buf_adds(b, "</span><b>");
		text(b, k->value);
		buf_adds(b, "</b><span>");
		text(b, k->detail);
		buf_adds(b, "</span></div>");
	}
	buf_adds(b, "</div>\n");
}

/* The figure, the bar, and a line over it from end to end of the interval. */
static void
bar(struct buf *b, const struct cell *c)
{
	buf_adds(b, "<div class=\"b\">");
	text(b, c->text);
	buf_addf(b,
	    "<span class=\"track\"><span class=\"fill\" "
	    "style=\"width:%.1f%%\"></span>",
	    c->bar * 100);
	if (c->low >= 0)
		buf_addf(b,
		    "<span class=\"ci\" "
		    "style=\"left:%.1f%%;width:%.1f%%\"></span>",
		    c->low * 100, (c->high - c->low) * 100);
	buf_adds(b, "</span></div>");
}

/* Figures align, dates do not break, what can be spared is not on a phone. */
static void
classes(struct buf *b, unsigned flags, enum mark mark)
{
	const char *align = flags & COLUMN_RIGHT  ? "r"
			    : flags & COLUMN_KEEP ? "k"
						  : "";
	const char *spare = flags & COLUMN_SPARE ? " s" : "";

	if (*align != '\0' || *spare != '\0' || mark != MARK_NONE)
		buf_addf(
		    b, " class=\"%s%s%s\"", align, spare, mark_class(mark));
}

static void
cell(struct buf *b, const struct cell *c, unsigned flags)
{
	buf_adds(b, "<td");
	classes(b, flags, c->mark);
	buf_addc(b, '>');
	if (c->bar >= 0)
		bar(b, c);
	else
		text(b, c->text);
	buf_adds(b, "</td>");
}

static void
head(struct buf *b, const struct doc_table *t)
{
	size_t i;

	buf_adds(b, "<thead><tr>");
	for (i = 0; i < t->ncolumns; i++) {
		buf_adds(b, "<th scope=\"col\"");
		classes(b, t->columns[i].flags, MARK_NONE);
		buf_addc(b, '>');
		text(b, t->columns[i].title);
		buf_adds(b, "</th>");
	}
	buf_adds(b, "</tr></thead>");
}

enum { TALL_ROWS = 14 };

static void
table(struct buf *b, const struct doc_table *t)
{
	int is_list = t->columns[t->ncolumns - 1].flags == 0;
	size_t i, k;

	buf_addf(b, "<div class=\"scroll%s\"><table>",
	    t->ncells > TALL_ROWS * t->ncolumns && !is_list ? " tall" : "");
	head(b, t);
	buf_adds(b, "<tbody>\n");
	for (i = 0; i < t->ncells; i++) {
		k = i % t->ncolumns;
		buf_adds(b, k == 0 ? "<tr>" : "");
		cell(b, &t->cells[i], t->columns[k].flags);
		buf_adds(b, k + 1 == t->ncolumns ? "</tr>\n" : "");
	}
	buf_adds(b, "</tbody></table></div>\n");
	if (t->note == NULL)
		return;
	buf_adds(b, "<p class=\"note\">");
	text(b, t->note);
	buf_adds(b, "</p>\n");
}

static struct ticks
value_ticks(const struct doc_lines *l)
{
	double high = 0;
	size_t i, k;

	for (i = 0; i < l->nseries; i++)
		for (k = 0; k < l->n; k++)
			if (l->series[i].v[k] > high)
				high = l->series[i].v[k];
	return ticks_around(0, high > 0 ? high : 1, 4);
}

static void
labels_y(struct buf *b, const struct ticks *t)
{
	double low = t->at[0], high = t->at[t->n - 1];
	size_t i;

	buf_adds(b, "<div class=\"y\">");
	for (i = 0; i < t->n; i++)
		buf_addf(b, "<span style=\"bottom:%.1f%%\">%.6g</span>",
		    (t->at[i] - low) / (high - low) * 100, t->at[i]);
	buf_adds(b, "</div>");
}

static void
labels_x(struct buf *b, const char *const *labels, size_t n)
{
	size_t i;

	buf_adds(b, "<div class=\"x\">");
	for (i = 0; i < n; i++) {
		if (*labels[i] == '\0')
			continue;
		buf_addf(b, "<span style=\"left:%.1f%%\">",
		    ((double)i + 0.5) / (double)n * 100);
		text(b, labels[i]);
		buf_adds(b, "</span>");
	}
	buf_adds(b, "</div>");
}

static void
legend(struct buf *b, const struct doc_lines *l)
{
	size_t i;

	if (l->nseries < 2)
		return;
	buf_adds(b, "<div class=\"legend\">");
	for (i = 0; i < l->nseries; i++) {
		buf_addf(b, "<span><i class=\"a%zu\"></i>", i);
		text(b, l->series[i].label);
		buf_adds(b, "</span>");
	}
	buf_adds(b, "</div>");
}

enum { SERIES = 2 };

static void
lines(struct buf *b, const struct doc_lines *l)
{
	struct svg_series series[SERIES];
	struct ticks ticks = value_ticks(l);
	struct svg_lines svg = { l->caption, l->n, l->titles, series, 0,
		&ticks };

	for (; svg.nseries < l->nseries && svg.nseries < SERIES; svg.nseries++)
		series[svg.nseries] =
		    (struct svg_series){ l->series[svg.nseries].v,
			    l->series[svg.nseries].label,
			    l->series[svg.nseries].dashed };
	buf_adds(b, "<figure><figcaption>");
	text(b, l->caption);
	buf_adds(b, "</figcaption><div class=\"plot\">");
	labels_y(b, &ticks);
	svg_lines(b, &svg);
	labels_x(b, l->labels, l->n);
	buf_adds(b, "</div>");
	legend(b, l);
	buf_adds(b, "</figure>\n");
}

static void
heat(struct buf *b, const struct doc_heat *h)
{
	static const char *const hours[HEAT_COLUMNS] = { "0", "", "", "3", "",
		"", "6", "", "", "9", "", "", "12", "", "", "15", "", "", "18",
		"", "", "21", "", "" };
	struct svg_heat svg = { h->caption, h->rows, HEAT_ROWS, HEAT_COLUMNS,
		h->v };
	size_t i;

	buf_adds(b, "<figure><figcaption>");
	text(b, h->caption);
	buf_adds(b, "</figcaption><div class=\"plot map\"><div class=\"y\">");
	for (i = 0; i < HEAT_ROWS; i++) {
		buf_addf(b, "<span style=\"bottom:%.1f%%\">",
		    ((double)(HEAT_ROWS - i) - 0.5) / HEAT_ROWS * 100);
		text(b, h->rows[i]);
		buf_adds(b, "</span>");
	}
	buf_adds(b, "</div>");
	svg_heat(b, &svg);
	labels_x(b, hours, HEAT_COLUMNS);
	buf_adds(b, "</div></figure>\n");
}

static void
write_block(struct buf *b, const struct block *block)
{
	switch (block->kind) {
	case BLOCK_TEXT:
		buf_adds(b, "<p>");
		text(b, block->text);
		buf_adds(b, "</p>\n");
		break;
	case BLOCK_KEYS:
		keys(b, block);
		break;
	case BLOCK_TABLE:
		table(b, &block->table);
		break;
	case BLOCK_LINES:
		lines(b, &block->lines);
		break;
	case BLOCK_HEAT:
		heat(b, &block->heat);
		break;
	}
}

static void
begin(const struct doc *d, struct buf *b)
{
	buf_addf(b,
	    "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n"
	    "<meta http-equiv=\"Content-Security-Policy\" content=\""
	    "default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n"
	    "<meta name=\"viewport\" "
	    "content=\"width=device-width, initial-scale=1\">\n"
	    "<meta name=\"color-scheme\" content=\"light dark\">\n<title>",
	    strcmp(d->lang, "zh") == 0 ? "zh-Hans" : "en");
	text(b, d->title);
	buf_addf(b,
	    "</title>\n<style>%s%s%s%s%s</style>\n</head>\n<body><main>\n",
	    colours, words, figures, charts, media);
	buf_adds(b, "<h1>");
	text(b, d->title);
	buf_adds(b, "</h1>\n<p class=\"sub\">");
	text(b, d->subtitle);
	buf_adds(b, "</p>\n");
}

static void
contents(const struct doc *d, struct buf *b)
{
	size_t i;

	if (d->n < 3)
		return;
	buf_addf(b, "<nav aria-label=\"%s\">", _("Sections"));
	for (i = 1; i < d->n; i++) {
		buf_addf(b, "<a href=\"#%s\">", d->sections[i].id);
		text(b, d->sections[i].title);
		buf_adds(b, "</a>");
	}
	buf_adds(b, "</nav>\n");
}

static void
write_html(const struct doc *d, struct buf *out, const struct paper *paper)
{
	size_t i, k;

	(void)paper;
	begin(d, out);
	contents(d, out);
	for (i = 0; i < d->n; i++) {
		buf_addf(out, "<section id=\"%s\">\n<h2>", d->sections[i].id);
		text(out, d->sections[i].title);
		buf_adds(out, "</h2>\n");
		for (k = 0; k < d->sections[i].n; k++)
			write_block(out, d->sections[i].blocks[k]);
		buf_adds(out, "</section>\n");
	}
	buf_adds(out, "</main></body>\n</html>\n");
}

const struct format format_html = { "html", ".html", 0, write_html };
