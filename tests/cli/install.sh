#!/bin/bash
# What is installed works where it is put: program, library, rules, man pages, the Debian package.
set -u
root=$PWD
build=${BUILD:-$root/build}
cd "$TMP" || exit 1
. "$root/tests/cli/small.bash"
status=0
unset GUIZE_DB GUIZE_RULES

ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; sed 's/^/# /' out err 2>/dev/null | tail -n 8; status=1; }
check() { if [ "$2" = 0 ]; then ok "$1"; else bad "$1" "${3:-see below}"; fi; }
make() { command make --no-print-directory -s -C "$root" BUILD="$build" "$@"; }
version=$(sed -n 's/^#define GUIZE_VERSION "\(.*\)"/\1/p' "$root/include/guize.h")

# --- below PREFIX, with DESTDIR in front ---
make install DESTDIR="$TMP/root with blank" PREFIX=/opt/guize >out 2>err
check "make install" $?
test -z "$(find "root with blank" -type f ! -path '*/opt/guize/*')"
check "nothing outside of PREFIX" $?
mv "root with blank/opt/guize" placed
for file in bin/guize lib/libguize.a lib/pkgconfig/guize.pc include/guize.h share/guize/rules/model.lua share/guize/rules/yunnan/wenshan/maguan.lua \
  share/guize/examples/change_a_rate/run share/man/man1/guize.1 share/man/zh_CN/man1/guize.1 share/bash-completion/completions/guize \
  share/zsh/site-functions/_guize share/fish/vendor_completions.d/guize.fish; do
  test -s "placed/$file" || bad "$file is installed" "it is not"
done
cmp -s placed/bin/guize "$GUIZE" && test -x placed/bin/guize && test -x placed/share/guize/examples/change_a_rate/run
check "the program is the one that was built" $?
(cd "$root" && find rules -name '*.lua' | wc -l) >out
test "$(find placed/share/guize/rules -name '*.lua' | wc -l)" = "$(cat out)"
check "every rule is installed" $?

# --- the shipped rules: used where there are none, never in silence ---
mkdir empty && cd empty || exit 1
../placed/bin/guize test >../out 2>../err
check "the shipped rules pass their tests" $?
test "$(cat ../err)" = "guize: there is no folder ./rules here; using the shipped rules, $TMP/placed/share/guize/rules"
check "one line says which rules" $?
small_db some.db
../placed/bin/guize run --db some.db --year 2018 >../out 2>../err
test $? = 2 && grep -q 'error\[E631\]' ../err && grep -q -- "--rules $TMP/placed/share/guize/rules" ../err && test ! -s ../out
check "a run that is stored does not take them unnamed" $?
test "$(sqlite3 some.db 'SELECT count(*) FROM run')" = 0
check "and nothing was stored" $?
../placed/bin/guize run --db some.db --year 2018 --rules ../placed/share/guize/rules --quiet >../out 2>../err
test $? -le 1 && ! grep -q 'shipped' ../err && test "$(sqlite3 some.db "SELECT status FROM run")" = finished
check "named they are taken" $?
echo 'basic.ratio.secondary' | ../placed/bin/guize --county 532625 >../out 2>../err
test $? = 0 && test "$(wc -l <../err)" = 1 && grep -q 'using the shipped rules' ../err && grep -q '%' ../out
check "the prompt takes them, and says so" $?
small_rules rules
../placed/bin/guize doctor --format csv >../out 2>../err
grep -q '^rules,ok,"\?rules: 7 parameters' ../out && test ! -s ../err
check "a folder ./rules comes first" $?
rm -rf rules && touch rules
../placed/bin/guize test >../out 2>../err
test $? = 4 && ! grep -q 'shipped' ../err
check "a file ./rules is not passed over" $?
rm rules
../placed/bin/guize test nothing >../out 2>../err
test $? = 4 && ! grep -q 'shipped' ../err
check "a folder that was typed is not replaced" $?
GUIZE_RULES=nothing ../placed/bin/guize test >../out 2>../err
test $? = 4 && ! grep -q 'shipped' ../err
check "nor one of the environment" $?
"$GUIZE" test >../out 2>../err
test $? = 4 && grep -q 'E451' ../err
check "a program that is not installed has no shipped rules" $?
cd .. || exit 1

# --- the catalogue ---
if [ -d "$build/locale" ]; then
  GUIZE_LANG=zh placed/bin/guize help >out 2>err && grep -q '显示版本' out
  check "what is installed speaks Chinese" $?
fi

# --- the library ---
cat >settle.c <<'C'
#include <guize.h>
#include <stdio.h>
int main(int argc, char **argv) {
  GuizeFault fault = {0};
  GuizeOptions options = {.program = argv[1], .folder = argv[2]};
  GuizeRules *rules = argc > 2 ? guize_open(&options, &fault) : NULL;
  printf("%s %zu %s\n", GUIZE_VERSION, rules ? guize_layer_count(rules) : 0, fault.message);
  guize_close(rules);
  return rules ? 0 : 1;
}
C
sed -i "s|^prefix=.*|prefix=placed|" placed/lib/pkgconfig/guize.pc
export PKG_CONFIG_PATH=placed/lib/pkgconfig
test "$(pkg-config --modversion guize)" = "$version"
check "pkg-config knows the version" $?
# shellcheck disable=SC2046
${CC:-gcc} -o settle settle.c $(pkg-config --cflags --libs guize) >out 2>err && ./settle placed/bin/guize placed/share/guize/rules >out 2>err &&
  test "$(cat out)" = "$version 8 "
check "a program is linked with it, and runs" $?

# --- taken away again ---
mkdir -p "root with blank/opt" && mv placed "root with blank/opt/guize" && touch "root with blank/opt/guize/share/guize/mine"
make uninstall DESTDIR="$TMP/root with blank" PREFIX=/opt/guize >out 2>err
test "$(find "root with blank" -type f)" = "root with blank/opt/guize/share/guize/mine"
check "make uninstall leaves only what is not ours" $? "$(find "root with blank" -type f | head -n 3 | paste -s)"

# --- manual pages ---
# page NAME FILE TEXT…: no warnings, no line too wide, and the texts are there.
page() {
  local name=$1 file=$2
  shift 2
  groff -ww -man -Kutf8 -Tutf8 -rLL=78n "$file" 2>err | sed 's/\x1b\[[0-9;]*m//g; s/.\x08//g' >out
  if [ -s err ]; then bad "$name" "warnings"; return; fi
  for text; do grep -qF -- "$text" out || { bad "$name" "without “$text”"; return; }; done
  ok "$name"
}
man=$build/share/man
page "the English page" "$man/man1/guize.1" "EXIT STATUS" "--double-entry" "GUIZE_RULES" "E203" "guize runs --db demo.db"
page "the Chinese page" "$man/zh_CN/man1/guize.1" "退出码" "--double-entry" "GUIZE_RULES" "E203" "结算" "虚构病例"
missing=
for name in $("$GUIZE" help | sed -n '/^commands/,/^$/s/^  \([a-z][a-z]*\) .*/\1/p'); do
  grep -q "^\.SS \"$name " "$man/man1/guize.1" && grep -q "^\.SS \"$name " "$man/zh_CN/man1/guize.1" || missing="$missing $name"
done
test -z "$missing"
check "every command is in the pages" $? "$missing"
if command -v man >/dev/null; then
  MANWIDTH=60 man --warnings -E UTF-8 -l "$man/zh_CN/man1/guize.1" >out 2>err
  test ! -s err && grep -q '规则' out && python3 -c '
import unicodedata
lines = open("out", encoding="utf-8").read().split("\n")
wide = [line for line in lines if sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line) > 100]
assert not wide, wide[:3]' 2>>err
  check "man shows the Chinese page within the screen" $?
fi

# --- the package ---
if command -v dpkg-deb >/dev/null; then
  make deb >out 2>err
  check "make deb" $?
  package=$(cat out)
  dpkg-deb -f "$package" Version Depends >out && grep -q "^Version: $version\$" out && grep -q 'libluajit.*libsqlite3' out
  check "its version and what it depends on" $?
  dpkg-deb -x "$package" unpacked && dpkg-deb -e "$package" control && (cd unpacked && md5sum --quiet -c ../control/md5sums) >out 2>err
  check "its sums" $?
  test "$(cd unpacked && find . -type f | wc -l)" = "$(wc -l <control/md5sums)" && test -z "$(find unpacked -perm /022 ! -type l)"
  check "sums for every file, nothing that others may write" $?
  test "$(cd empty && ../unpacked/usr/bin/guize version)" = "guize $version"
  check "the unpacked program runs" $?
  (cd empty && ../unpacked/usr/bin/guize test) >out 2>err && grep -q ' 0 failed' out
  check "the unpacked rules pass their tests" $?
  gzip -t unpacked/usr/share/man/man1/guize.1.gz unpacked/usr/share/doc/guize/changelog.gz && grep -q 'Permission is hereby granted' unpacked/usr/share/doc/guize/copyright
  check "manual, changelog and licence" $?
  cp "$package" first.deb && make deb >out 2>err && cmp -s first.deb "$package"
  check "the same sources make the same package" $?
  if command -v lintian >/dev/null; then
    lintian --fail-on error "$package" >out 2>err
    check "lintian finds no errors" $?
  fi
else
  ok "the package # SKIP no dpkg-deb"
fi
exit $status
