# guize: builds build/guize and build/libguize.a; `make help` lists the targets.
# Sources are found by name (interp/*/*.c, interp/main.c, stdlib/*.lua, tests/unit/*_test.c).
# What Debian must provide is installed by .ci/setup, which also writes build/config.mk.
# Two variants are compiled side by side: build/release and build/asan.

BUILD   ?= build
PREFIX  ?= /usr/local
DESTDIR ?=
CC      := $(if $(filter default,$(origin CC)),gcc,$(CC))
export LC_ALL := C.UTF-8

.DELETE_ON_ERROR:
.SECONDARY:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules

# ---- What there is -------------------------------------------------------------------------

SOURCES := $(sort $(wildcard interp/*/*.c))
HEADERS := $(sort $(wildcard include/*.h interp/*/*.h))
STDLIB  := $(sort $(wildcard stdlib/*.lua))
TEXTS   := $(sort $(wildcard interp/cli/*.txt interp/cli/completion.*sh))
MAIN    := $(wildcard interp/main.c)
UNITS   := $(sort $(wildcard tests/unit/*_test.c))
CATALOGUES := $(patsubst interp/language/%.po,$(BUILD)/locale/%/LC_MESSAGES/guize.mo,$(wildcard interp/language/*.po))
EXAMPLES := $(sort $(wildcard examples/*.c))

# ---- How it is compiled --------------------------------------------------------------------

QUIET_GOALS := help clean dist
ifneq ($(filter-out $(QUIET_GOALS),$(or $(MAKECMDGOALS),all)),)
include $(BUILD)/config.mk
endif

WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wundef \
            -Wformat=2 -Wvla $(if $(filter true,$(CI)),-Werror)
DEFINES  := -D_GNU_SOURCE -Iinterp -Iinclude
COMMON   := -std=c11 -g $(WARNINGS) $(DEFINES) $(PACKAGE_CFLAGS) $(CFLAGS)

CFLAGS_release  := -O2 -fPIE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong \
                   -fstack-clash-protection
LDFLAGS_release := -pie -Wl,-z,relro,-z,now,-z,noexecstack,--as-needed
CFLAGS_asan     := -O1 -fPIE -fno-omit-frame-pointer -fsanitize=address,undefined \
                   -fno-sanitize-recover=all -DGUIZE_SANITIZED=1
LDFLAGS_asan    := -pie -fsanitize=address,undefined

# ---- Targets -------------------------------------------------------------------------------

.PHONY: all demo check lint asan bench install uninstall deb dist clean help packages-test packages-bench

all: $(BUILD)/libguize.a $(if $(MAIN),$(BUILD)/guize $(BUILD)/share/made) $(CATALOGUES) ## build build/guize and build/libguize.a (the default)

demo: all ## make a database of invented cases, run the Wenshan rules over it, show the targets
	@GUIZE=$(BUILD)/guize BUILD=$(BUILD) .ci/demo

TESTED := $(UNITS:%.c=$(BUILD)/release/%) $(EXAMPLES:%.c=$(BUILD)/release/%)

check: packages-test all $(TESTED) ## build, run every test and the lint
	@GUIZE=$(BUILD)/guize BUILD=$(BUILD) CC='$(CC)' tests/run $(ONLY)

lint: all $(if $(MAIN),$(BUILD)/release/interp/main.o) ## check floors, format, writable variables and undocumented names
	@BUILD=$(BUILD) .ci/lint

asan: packages-test all $(UNITS:%.c=$(BUILD)/asan/%) ## build with ASan and UBSan and run the unit tests
	@GUIZE=$(BUILD)/guize BUILD=$(BUILD) VARIANT=asan tests/run unit

bench: packages-bench all ## measure: cases a second against plain Lua and against SQL
	@GUIZE=$(BUILD)/guize BUILD=$(BUILD) CC='$(CC)' tests/bench/run

install: all ## install below PREFIX (/usr/local), DESTDIR in front
	@BUILD=$(BUILD) PREFIX='$(PREFIX)' DESTDIR='$(DESTDIR)' .ci/install install

uninstall: all ## take away what install brought
	@BUILD=$(BUILD) PREFIX='$(PREFIX)' DESTDIR='$(DESTDIR)' .ci/install uninstall

deb: all ## make a Debian package under build/
	@BUILD=$(BUILD) .ci/deb

dist: ## make build/guize-VERSION.tar.gz of the last commit
	@BUILD=$(BUILD) .ci/dist

clean: ## remove build/
	rm -rf $(BUILD)

help: ## show this list
	@sed -n 's/^\([a-z]*\):.* ## \(.*\)/\1	\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 10

# ---- Packages of the system ----------------------------------------------------------------
# Looked at again whenever Debian's list of installed packages changed; never twice in one call.

DPKG := $(if $(MAKE_RESTARTS),,.ci/setup $(wildcard /var/lib/dpkg/status))

$(BUILD)/config.mk: $(DPKG)
	@.ci/setup build $@

packages-test: $(BUILD)/packages-test
packages-bench: $(BUILD)/packages-bench
$(BUILD)/packages-%: .ci/setup $(wildcard /var/lib/dpkg/status) | $(BUILD)/config.mk
	@.ci/setup $*
	@touch $@

# ---- Products ------------------------------------------------------------------------------

$(BUILD)/guize: $(BUILD)/release/guize
	@cp -f $< $@.new && mv -f $@.new $@

# Man pages and completion scripts, which the program writes of itself.
$(BUILD)/share/made: $(BUILD)/guize .ci/share $(CATALOGUES)
	@GUIZE=$< .ci/share $(@D)
	@touch $@

$(BUILD)/libguize.a: $(BUILD)/release/libguize.a
	@cp -f $< $@.new && mv -f $@.new $@

$(BUILD)/locale/%/LC_MESSAGES/guize.mo: interp/language/%.po | $(BUILD)/config.mk
	@mkdir -p $(@D)
	@msgfmt --check-format -o $@ $<

$(BUILD)/embedded.c: $(STDLIB) $(TEXTS) .ci/embed $(wildcard stdlib)
	@mkdir -p $(@D)
	@.ci/embed $(STDLIB) $(TEXTS) >$@

define variant
OBJECTS_$1 := $$(SOURCES:%.c=$(BUILD)/$1/%.o) $(BUILD)/$1/embedded.o

$(BUILD)/$1/%.o: %.c Makefile | $(BUILD)/config.mk
	@mkdir -p $$(@D)
	@echo "  cc    $$<$(if $(filter asan,$1), (asan))"
	@$(CC) $(CFLAGS_$1) $(COMMON) -MMD -MP -c -o $$@ $$<

$(BUILD)/$1/embedded.o: $(BUILD)/embedded.c $(STDLIB) $(TEXTS) interp/base/embedded.h Makefile | $(BUILD)/config.mk
	@mkdir -p $$(@D)
	@$(CC) $(CFLAGS_$1) $(COMMON) -c -o $$@ $$<

$(BUILD)/$1/libguize.a: $$(OBJECTS_$1)
	@rm -f $$@
	@ar rcsD $$@ $$^

$(BUILD)/$1/guize: $(BUILD)/$1/interp/main.o $(BUILD)/$1/libguize.a
	@echo "  link  $$@"
	@$(CC) $(CFLAGS_$1) $(LDFLAGS_$1) $(LDFLAGS) -o $$@ $$^ $(PACKAGE_LIBS)

# The archive is linked last, so that a test may bring its own double of a function.
$(BUILD)/$1/tests/unit/%_test: $(BUILD)/$1/tests/unit/%_test.o $(BUILD)/$1/libguize.a
	@$(CC) $(CFLAGS_$1) $(LDFLAGS_$1) $(LDFLAGS) -o $$@ $$^ -lcmocka $(PACKAGE_LIBS)

$$(UNITS:%.c=$(BUILD)/$1/%.o): | $(BUILD)/packages-test

$(BUILD)/$1/examples/%: examples/%.c $(BUILD)/$1/libguize.a
	@mkdir -p $$(@D)
	@$(CC) $(CFLAGS_$1) $(COMMON) $(LDFLAGS_$1) -o $$@ $$^ $(PACKAGE_LIBS)

-include $$(OBJECTS_$1:.o=.d) $$(UNITS:%.c=$(BUILD)/$1/%.d) $(BUILD)/$1/interp/main.d
endef

$(foreach v,release asan,$(eval $(call variant,$v)))
