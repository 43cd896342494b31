# bash completion for guize, written by `guize completion bash` from its tables of commands and options.
# Counties and runs are asked of the program itself, with the rules and the database the line names.

_guize_ask() {
  local i value words=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${COMP_WORDS[i]} in --db | --rules) ;; *) continue ;; esac
    value=${COMP_WORDS[i + 1]}
    if [[ $value == "=" ]]; then value=${COMP_WORDS[i + 2]}; fi
    words+=("${COMP_WORDS[i]}" "${value/#\~\//$HOME/}")
  done
  "${COMP_WORDS[0]/#\~\//$HOME/}" completion "$1" "${words[@]}" 2>/dev/null | cut -f 1
}

_guize_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$2"); }

_guize_files() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen "$1" -- "$2")
}

# _guize_value KIND WORD: what may stand in a place.
_guize_value() {
  case $1 in
    file) _guize_files -f "$2" ;;
    folder) _guize_files -d "$2" ;;
    county) _guize_words "$(_guize_ask counties)" "$2" ;;
    run) _guize_words "$(_guize_ask runs)" "$2" ;;
    topic) _guize_words "@NAMES@ @TOPICS@" "$2" ;;
    "") ;;
    *) _guize_words "$1" "$2" ;;
  esac
}

_guize() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} kind options
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    _guize_words "@NAMES@" "$word"
    if ((${#COMPREPLY[@]} == 0)); then _guize_files -f "$word"; fi
    return
  fi
  if [[ $word == "=" ]]; then
    word=
  elif [[ $before == "=" ]]; then
    before=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  case $before in
@OPTIONS@
  esac
  case ${COMP_WORDS[1]} in
@COMMANDS@
    *) return ;;
  esac
  if [[ $word == -* ]]; then _guize_words "$options" "$word"; else _guize_value "$kind" "$word"; fi
}

complete -F _guize guize
