# GNU make.  `make help` lists the targets.
VERSION	 := $(shell cat VERSION)
prefix	 ?= /usr/local
bindir	 ?= $(prefix)/bin
libexecdir ?= $(prefix)/libexec/ha
datadir	 ?= $(prefix)/share/ha
mandir	 ?= $(prefix)/share/man
docdir	 ?= $(prefix)/share/doc/ha
BUILD	 ?= build
CFLAGS	 ?= -O2 -g
SAN	 ?=
Q	 := $(if $(V),,@)	# make V=1 shows the commands

PKGS	 := sqlite3 jansson yaml-0.1 libcurl gmime-3.0 glib-2.0 libxml-2.0 \
	    libpcre2-8 smartcols libseccomp libzstd
WARN	 := -Wall -Wextra -Wpedantic -Wshadow -Wwrite-strings -Wformat=2 -Wvla
WARN_C	 := -Wstrict-prototypes -Wmissing-prototypes
HARD	 := -fPIE -fstack-protector-strong -fstack-clash-protection
ifeq ($(SAN),)
HARD	 += -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
endif
export BUILD TESTS DESTDIR prefix bindir libexecdir datadir mandir docdir
# Foreign headers are system headers: their warnings are not ours.
# What is opened at run time, where it is asked for, is not linked: only its
# headers are needed (lib/base/late.h, lib/store/libpq.h; libstemmer too).
HEADERS	 := $(PKGS) libcrypto icu-uc icu-i18n libpq
INCLUDES := -Ilib -Icmd $(patsubst -I%,-isystem %,$(shell pkg-config --cflags $(HEADERS) 2>/dev/null))
DEFS	 := -D_DEFAULT_SOURCE -D_XOPEN_SOURCE=700 -DHA_VERSION='"$(VERSION)"' \
	    -DHA_SHAREDIR='"$(datadir)"' -DHA_LIBEXECDIR='"$(libexecdir)"' \
	    -DHA_LOCALEDIR='"$(prefix)/share/locale"'
COMMON	 := $(INCLUDES) $(DEFS) $(WARN) $(HARD) $(SAN) -MMD -MP
LIBS	 := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lcld2 -lm
# Names that we define in the place of a library's are ours alone.
LINK	 := -pie -Wl,-z,relro,-z,now -Wl,--as-needed \
	    -Wl,--exclude-libs,libha.a $(SAN)

LIB_OBJ	 := $(patsubst %.c,$(BUILD)/%.o,$(wildcard lib/*/*.c)) \
	    $(patsubst %.cc,$(BUILD)/%.o,$(wildcard lib/*/*.cc)) \
	    $(patsubst %.c,$(BUILD)/%.o,$(wildcard cmd/common/*.c)) \
	    $(BUILD)/lib/store/schema.o $(BUILD)/lib/store/record_dict.o
MULTI	 := $(patsubst cmd/%/main.c,%,$(wildcard cmd/*/main.c))
SINGLE	 := $(patsubst cmd/%.c,%,$(wildcard cmd/*.c))
BINS	 := $(addprefix $(BUILD)/bin/,$(SINGLE) $(MULTI))
UNITS	 := $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%,$(wildcard tests/unit/*.c))
CASES	 := $(BUILD)/tests/sla-cases
BENCHES	 := $(patsubst tests/bench/%.c,$(BUILD)/tests/bench/%,$(wildcard tests/bench/*.c))
PO	 := $(wildcard share/locale/*.po)
MO	 := $(PO:share/locale/%.po=$(BUILD)/locale/%/LC_MESSAGES/ha.mo)

OBJECTS	 := $(LIB_OBJ) $(patsubst %.c,$(BUILD)/%.o,$(wildcard cmd/*.c cmd/*/*.c tests/cases/*.c))

# What the compiler says is shown, and kept beside the object for `make lint`.
define compile
$Q$(1) -c $< -o $@ 2>$(@:.o=.warn) || { cat $(@:.o=.warn) >&2; exit 1; }
@[ ! -s $(@:.o=.warn) ] || cat $(@:.o=.warn) >&2
endef

define link
@mkdir -p $(@D)
@echo '  LINK  $@'
$Q$(CC) $(CFLAGS) $(LINK) $^ $(LIBS) $(LDFLAGS) -o $@
endef

.PHONY: all objects force check units lint san fuzz bench model eval demo deps install uninstall dist clean help
.SECONDARY:
.SECONDEXPANSION:

all: $(BINS) $(MO) $(CASES) $(BUILD)/env		## build everything

objects: $(OBJECTS)

# Other flags make other objects.
$(BUILD)/flags: export FLAGS := $(CC) $(CXX) $(CFLAGS) $(COMMON) $(WARN_C)
$(BUILD)/flags: force
	@mkdir -p $(@D)
	@printf '%s\n' "$$FLAGS" | cmp -s - $@ || printf '%s\n' "$$FLAGS" >$@

$(BUILD)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	@echo '  CC    $<'
	$(call compile,$(CC) -std=c11 $(CFLAGS) $(COMMON) $(WARN_C))

$(BUILD)/%.o: %.cc $(BUILD)/flags
	@mkdir -p $(@D)
	@echo '  CXX   $<'
	$(call compile,$(CXX) -std=c++17 -fno-exceptions -fno-rtti $(CFLAGS) $(COMMON))

# The migrations, as C strings, in their order.
# the folder too: it is newer when a file came, went or got another name
$(BUILD)/lib/store/schema.c: tests/embed.sh lib/store/schema $(wildcard lib/store/schema/*.sql)
	@mkdir -p $(@D)
	@echo '  EMBED lib/store/schema'
	$Qsh tests/embed.sh lib/store/schema/*.sql >$@

# What stored records look like (tests/dict.sh makes it).
$(BUILD)/lib/store/record_dict.c: tests/embed.sh lib/store/record.dict
	@mkdir -p $(@D)
	@echo '  EMBED lib/store/record.dict'
	$Qsh tests/embed.sh -b record_dict lib/store/record.dict >$@

$(BUILD)/lib/store/%.o: $(BUILD)/lib/store/%.c $(BUILD)/flags
	$(call compile,$(CC) -std=c11 $(CFLAGS) $(COMMON) -Wno-overlength-strings)

$(BUILD)/libha.a: $(LIB_OBJ)
	@echo '  AR    $@'
	$Qrm -f $@
	$Qar rcs $@ $^

$(BUILD)/bin/%: $(BUILD)/cmd/%.o $(BUILD)/libha.a
	$(link)

$(addprefix $(BUILD)/bin/,$(MULTI)): $(BUILD)/bin/%: \
    $$(addprefix $(BUILD)/,$$(addsuffix .o,$$(basename $$(wildcard cmd/%/*.c)))) \
    $(BUILD)/libha.a
	$(link)

$(UNITS): LIBS += -lcmocka
$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(BUILD)/libha.a
	$(link)

$(CASES): $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/cases/*.c)) $(BUILD)/libha.a
	$(link)

$(BUILD)/tests/bench/%: $(BUILD)/tests/bench/%.o $(BUILD)/libha.a
	$(link)

# `. build/env` tries what was built without installing it.
$(BUILD)/env: Makefile
	@mkdir -p $(@D)
	@printf '%s\n' 'PATH=$(abspath $(BUILD))/bin:$$PATH' \
	    'export PATH HA_SHARE=$(CURDIR)/share' \
	    'export HA_LIBEXEC=$(abspath $(BUILD))/bin' \
	    'export HA_LOCALE=$(abspath $(BUILD))/locale' >$@

$(BUILD)/locale/%/LC_MESSAGES/ha.mo: share/locale/%.po
	@mkdir -p $(@D)
	msgfmt -c -o $@ $<

check:				## install what the tests need and run them all
	@sh tests/deps.sh check
	@$(MAKE) --no-print-directory all units
	@sh tests/run.sh

units: $(UNITS)

lint:				## layers, format, shell, manual, options
	@sh tests/deps.sh lint
	@sh tests/lint.sh

san:				## the tests under ASan and UBSan
	$(MAKE) BUILD=$(BUILD)/san CFLAGS="-O1 -g -fno-omit-frame-pointer" \
	    SAN="-fsanitize=address,undefined -fno-sanitize-recover=all" check

fuzz:				## the scanner against jansson, and hostile input
	@sh tests/fuzz.sh

bench:				## figures beside their peers, as a table and JSON
	@sh tests/deps.sh bench
	@$(MAKE) --no-print-directory all $(BENCHES)
	@python3 tests/bench/run.py

model: all			## learn share/model/shipped.model from share/corpus
	@mkdir -p share/model
	@. $(BUILD)/env && ha-classify train -o share/model/shipped.model

eval: all			## each batch of the corpus against what the others teach
	@BUILD=$(BUILD) sh tests/eval.sh $(LABELS)

demo:				## packages, build, shop, pipe, report
	@sh tests/deps.sh build
	@echo 'demo: building'
	@$(MAKE) --no-print-directory -s -j"$$(nproc 2>/dev/null || echo 2)" \
	    all >/dev/null
	@sh tests/demo.sh

deps:				## install what the build needs, by package name
	@sh tests/deps.sh build

install: all			## into $(DESTDIR)$(prefix)
uninstall:			## what install put there
install uninstall:
	@sh tests/install.sh $@

dist:				## ha-VERSION.tar.gz from the last commit
	git archive --prefix=ha-$(VERSION)/ -o ha-$(VERSION).tar.gz HEAD

clean:				## remove what was built
	rm -rf $(BUILD) ha-$(VERSION).tar.gz

help:				## this list
	@sed -n 's/^\([a-z]*\):[^#]*## /\1\t/p' Makefile | expand -t 12

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
