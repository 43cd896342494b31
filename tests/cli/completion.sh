#!/bin/bash
# Completion in the shells themselves: the scripts are sourced, the tab key is pressed, the answers are looked at.
set -u
root=$PWD
cd "$TMP" || exit 1
. "$root/tests/cli/small.bash"
status=0
unset GUIZE_DB GUIZE_RULES
export PATH=${GUIZE%/*}:$PATH HOME=$TMP

ok() { echo "ok $1"; }
bad() { echo "not ok $1 - $2"; status=1; }
small_rules r
small_db base.db || exit 1
"$GUIZE" run --db base.db --rules r --year 2018 --quiet || exit 1
mkdir folder && touch folder/x "a file.db" && mkdir "a folder"
for shell in bash zsh fish; do
  "$GUIZE" completion $shell >guize.$shell && test -s guize.$shell && ok "completion $shell" || bad "completion $shell" "exit $?"
done
"$GUIZE" completion tcsh >out 2>err
test $? = 2 && grep -q 'E630' err && test ! -s out && ok "an unknown shell" || bad "an unknown shell" "$(cat err)"

# --- what the program is asked for ---
"$GUIZE" completion counties --rules r >out && test "$(cat out)" = "532625	某县" && ok "counties, without what is above them" || bad "counties" "$(cat out)"
"$GUIZE" completion runs --db base.db >out && test "$(cat out)" = "1	2018 finished" && ok "runs" || bad "runs" "$(cat out)"

# --- nothing is missing: every command, every option of each ---
"$GUIZE" help | sed -n '/^commands/,/^$/s/^  \([a-z][a-z]*\) \([^ ]*\) .*/\1 \2/p' >commands
test "$(wc -l <commands)" -ge 10 || bad "the list of commands" "not read"
missing=
while read -r name chinese; do
  for shell in bash zsh fish; do
    grep -q "\<$name\>" guize.$shell && grep -q "$chinese" guize.$shell || missing="$missing $shell:$name"
  done
  "$GUIZE" help "$name" | grep -o '^  --[a-z-]*' | tr -d ' ' >options
  while read -r option; do
    bash -c '. ./guize.bash; COMP_WORDS=(guize "$1" --); COMP_CWORD=2; _guize; printf "%s\n" "${COMPREPLY[@]}"' - "$name" |
      grep -qx -- "$option" || missing="$missing bash:$name:$option"
    grep -q -- "__guize_command $name $chinese' -l ${option#--} \|__guize_command $name $chinese' -l ${option#--}\$" guize.fish ||
      missing="$missing fish:$name:$option"
    sed -n "/^    $name | /,/;;/p" guize.zsh | grep -q -- "'\**$option[=[]" || missing="$missing zsh:$name:$option"
  done <options
done <commands
test -z "$missing" && ok "every command and option is in every script" || bad "every command and option is in every script" "$missing"

# --- bash ---
# bash_tab NAME EXPECTED WORDS…: the answers, in one line, to a tab behind the last word.
bash_tab() {
  local name=$1 expected=$2 found
  shift 2
  found=$(bash -c '. ./guize.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _guize; printf "%s\n" "${COMPREPLY[@]}"' - "$@" |
    LC_ALL=C sort | paste -s -d '|')
  test "$found" = "$expected" && ok "bash: $name" || bad "bash: $name" "$found"
}
bash_tab "commands" "run|runs" guize ru
bash_tab "commands in Chinese" "结算" guize 结
bash_tab "a database in place of a command" "base.db" guize bas
bash_tab "options" "--county" guize run --co
bash_tab "options of the Chinese name" "--county" guize 结算 --co
bash_tab "options of this command alone" "" guize init --co
bash_tab "choices" "full|off|sample" guize run --double-entry ""
bash_tab "choices behind an equals sign" "sample" guize run --double-entry = s
bash_tab "all choices behind an equals sign" "full|off|sample" guize run --double-entry =
bash_tab "files" "a file.db" guize runs --db a\ fi
bash_tab "folders alone" "a folder|folder|r" guize test ""
bash_tab "counties" "532625" guize run --rules r --county ""
bash_tab "counties with rules behind an equals sign" "532625" guize run --rules = r --county 53
bash_tab "runs" "1" guize verify --db base.db ""
bash_tab "shells" "bash" guize completion b
bash_tab "topics" "exit" guize help exi
bash_tab "topics in Chinese" "退出码" guize 帮助 退
bash_tab "options behind a database" "--eval" guize base.db --ev
bash_tab "nothing behind an unknown command" "" guize nothing ""
bash_tab "nothing where nothing can be said" "" guize run --year ""
bash -c '. ./guize.bash; complete -p guize' | grep -q -- '-F _guize guize' && ok "bash: it is registered" || bad "bash: it is registered" "not"

# --- fish ---
fish_tab() {
  local name=$1 expected=$2 found
  found=$(fish --no-config -c 'source guize.fish; complete -C $argv[1]' "$3" 2>&1 | cut -f 1 | LC_ALL=C sort | paste -s -d '|')
  test "$found" = "$expected" && ok "fish: $name" || bad "fish: $name" "$found"
}
if command -v fish >/dev/null; then
  fish --no-config -n guize.fish && ok "fish: the script is read" || bad "fish: the script is read" "syntax"
  fish_tab "commands" "run|runs" "guize ru"
  fish_tab "commands in Chinese" "结算" "guize 结"
  fish_tab "no files for a command" "" "guize fol"
  fish_tab "a database in place of a command" "base.db" "guize bas"
  fish_tab "options" "--county" "guize run --co"
  fish_tab "options of the Chinese name" "--county" "guize 结算 --co"
  fish_tab "choices" "full|off|sample" "guize run --double-entry "
  fish_tab "choices behind an equals sign" "--double-entry=sample" "guize run --double-entry=s"
  fish_tab "files" "base.db" "guize runs --db bas"
  fish_tab "folders alone" "folder/" "guize test fo"
  fish_tab "counties" "532625" "guize run --rules r --county "
  fish_tab "counties with rules behind an equals sign" "532625" "guize run --rules=r --county "
  fish_tab "runs" "1" "guize verify --db base.db "
  fish_tab "topics" "exit" "guize help exi"
else
  ok "fish # SKIP no fish"
fi

# --- zsh ---
cat >zsh.setup <<'ZSH'
PROMPT= RPS1= 
unsetopt beep prompt_sp zle_bracketed_paste
autoload -Uz compinit && compinit -u -D
source ./guize.zsh
guize() { if [[ $1 == completion ]]; then command guize "$@"; else print -r -- "<<$*>>"; fi }
print ready-now
ZSH
# What a line becomes at a tab and a newline, as zsh would run it.
cat >zsh.tab <<'ZSH'
zmodload zsh/zpty
zpty -b shell zsh -f -i
zpty -w shell 'source ./zsh.setup'
zpty -r shell heard '*ready-now*' || exit 1
zpty -w shell "$1"$'\t'
zpty -r shell heard '*<<*>>*'
print -r -- ${${heard##*<<}%%>>*}
zpty -d shell
ZSH
zsh_tab() {
  local name=$1 expected=$2 found
  found=$(timeout 120 zsh -f zsh.tab "$3" 2>&1)
  test "$found" = "$expected" && ok "zsh: $name" || bad "zsh: $name" "$found"
}
if command -v zsh >/dev/null; then
  zsh -n guize.zsh && ok "zsh: the script is read" || bad "zsh: the script is read" "syntax"
  zsh_tab "commands" "verify" "guize veri"
  zsh_tab "commands in Chinese" "结算" "guize 结"
  zsh_tab "a database in place of a command" "base.db" "guize bas"
  zsh_tab "options" "run --county" "guize run --cou"
  zsh_tab "choices" "run --double-entry sample" "guize run --double-entry s"
  zsh_tab "choices behind an equals sign" "run --double-entry=sample" "guize run --double-entry=s"
  zsh_tab "files" "runs --db base.db" "guize runs --db ba"
  zsh_tab "folders" "test folder" "guize test fo"
  zsh_tab "counties" "run --rules r --county 532625" "guize run --rules r --county "
  zsh_tab "runs" "verify --db base.db 1" "guize verify --db base.db "
  zsh_tab "options behind a database" "base.db --eval" "guize base.db --ev"
  zsh_tab "topics" "help environment" "guize help env"
  mkdir functions && cp guize.zsh functions/_guize
  sed -i 's|^autoload.*|fpath=($PWD/functions $fpath); autoload -Uz compinit \&\& compinit -u -D|; /^source/d' zsh.setup
  zsh_tab "as a file of functions" "verify" "guize veri"
else
  ok "zsh # SKIP no zsh"
fi
exit $status
