/* net/http.c - JSON to one address by HTTP POST */
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "base/xalloc.h"
#include "net/host.h"
#include "net/http.h"

struct http {
	CURL *curl;
	struct curl_slist *headers;
	struct buf *answer;
};

static size_t
heard(char *p, size_t size, size_t n, void *arg)
{
	struct http *h = arg;

	if (h->answer->len + size * n > HTTP_ANSWER_MAX)
		return 0; /* curl ends the transfer */
	buf_add(h->answer, p, size * n);
	return size * n;
}

static void
add_header(struct http *h, const char *line)
{
	struct curl_slist *more = curl_slist_append(h->headers, line);

	if (more != NULL)
		h->headers = more;
}

static void
set_up(struct http *h, const char *url, int64_t ms)
{
	CURL *c = h->curl;

	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR,
	    strncmp(url, "https:", 6) == 0 ? "https" : "http");
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)ms);
	curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, h->headers);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, heard);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, h);
	curl_easy_setopt(c, CURLOPT_POST, 1L);
}

struct http *
http_open(const char *url, const char *token, int64_t ms, struct err *err)
{
	struct http *h;
	char *line;

	if (host_check_url(url, err) < 0)
		return NULL;
	h = xcalloc(1, sizeof *h);
	curl_global_init(CURL_GLOBAL_DEFAULT);
	if ((h->curl = curl_easy_init()) == NULL) {
		err_set(err, ERR_SYSTEM, "libcurl cannot start");
		http_close(h);
		return NULL;
	}
	add_header(h, "Content-Type: application/json");
	add_header(h, "Expect:"); /* no waiting for leave to send */
	if (token != NULL) {
		line = xasprintf("Authorization: Bearer %s", token);
		add_header(h, line);
		explicit_bzero(line, strlen(line));
		free(line);
	}
	set_up(h, url, ms);
	return h;
}

void
http_close(struct http *h)
{
	if (h == NULL)
		return;
	curl_easy_cleanup(h->curl);
	curl_slist_free_all(h->headers);
	free(h);
}

int
http_post(struct http *h, const char *json, size_t n, struct buf *answer,
    struct err *err)
{
	long status = 0;
	CURLcode rc;

	buf_reset(answer);
	h->answer = answer;
	curl_easy_setopt(h->curl, CURLOPT_POSTFIELDS, json);
	curl_easy_setopt(h->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)n);
	rc = curl_easy_perform(h->curl);
	if (rc == CURLE_WRITE_ERROR)
		return err_set(err, ERR_DATA, "the answer is too long");
	if (rc != CURLE_OK)
		return err_set(err, ERR_AGAIN, "%s", curl_easy_strerror(rc));
	curl_easy_getinfo(h->curl, CURLINFO_RESPONSE_CODE, &status);
	if (status / 100 != 2)
		return err_set(err,
		    status == 401 || status == 403 ? ERR_DENIED : ERR_AGAIN,
		    "the server answers %ld", status);
	return 0;
}
